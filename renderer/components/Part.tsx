import { Component, type ErrorInfo, type ReactNode } from 'react';
import { type Fault, faultOf } from '../../shared/fault.ts';
import { report } from '../stores/faults.ts';
import { partFailed, windowFailed } from '../text/fault-text.ts';
import { Cause } from './Cause.tsx';

type Props = {
  /** Names the part in the log. */
  readonly name: string;
  /** What stands around the part, so that what is said in its place fits there. */
  readonly frame?: (said: ReactNode) => ReactNode;
  /** Puts away what would wait for the part for ever. */
  readonly onFault?: () => void;
  readonly children: ReactNode;
};

/** A part of the window: an error in it leaves the rest alive, is said in its place, and is written down. */
export class Part extends Component<Props, { readonly fault: Fault | null }> {
  override state = { fault: null } as { readonly fault: Fault | null };

  static getDerivedStateFromError(error: unknown): { readonly fault: Fault } {
    return { fault: faultOf('part', error) };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const { name, onFault } = this.props;
    const fault = faultOf(name, error);
    report({ ...fault, stack: `${fault.stack}\n${componentStack ?? ''}`.slice(0, 8_000) });
    onFault?.();
  }

  override render(): ReactNode {
    const { fault } = this.state;
    const { name, frame, children } = this.props;
    if (fault === null) return children;
    const said = (
      <Cause failure={partFailed} details={`part ${name}\n${fault.message}\n${fault.stack}`}>
        <button type="button" className="b small" onClick={() => this.setState({ fault: null })}>
          Reload this part
        </button>
      </Cause>
    );
    return frame ? frame(said) : said;
  }
}

/** The place of a pane beside another one. */
export const inPane =
  (pane: 'list' | 'detail', label: string) =>
  (said: ReactNode): ReactNode => (
    <section className={`${pane} part-said`} aria-label={label} data-pane={pane} tabIndex={-1}>
      {said}
    </section>
  );

/** All of the window: where what is said of a part fails too. It uses nothing that may have failed. */
export class WholeWindow extends Component<
  { readonly children: ReactNode },
  { readonly fault: Fault | null }
> {
  override state = { fault: null } as { readonly fault: Fault | null };

  static getDerivedStateFromError(error: unknown): { readonly fault: Fault } {
    return { fault: faultOf('window', error) };
  }

  override componentDidCatch(error: unknown): void {
    report(faultOf('window', error));
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <main className="window-failed" role="alert">
        <h1>{windowFailed.title}</h1>
        <p>{windowFailed.body}</p>
        <pre>{`${windowFailed.code}: ${fault.message}`}</pre>
        <button type="button" className="b p" onClick={() => location.reload()}>
          Reload the window
        </button>
      </main>
    );
  }
}
