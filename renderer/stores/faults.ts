import { type Fault, faultOf } from '../../shared/fault.ts';
import { api } from '../api.ts';
import { createStore } from './store.ts';

/** The newest fault that the person has not put away: of main, or of the page where no part shows it. */
export const useFault = createStore<{ readonly fault: Fault | null }>({ fault: null });

export const dismissFault = (): void => useFault.setState({ fault: null });

/** Main writes it down. Where even that cannot be said, the page's own log has it. */
export function report(fault: Fault): void {
  api.call('page.failed', fault).catch((error: unknown) => console.error(fault, error));
}

/** What nobody waits for would else be lost: an error in a listener, a call that main did not answer. */
export async function followFaults(): Promise<void> {
  const keep = (fault: Fault): void => useFault.setState({ fault });
  const own = (error: unknown): void => {
    const fault = faultOf('page', error);
    report(fault);
    keep(fault);
  };
  window.addEventListener('error', ({ error, message }) => {
    // A size that settles one frame later is no fault; the browser tells it in the same way.
    if (!message.startsWith('ResizeObserver loop')) own(error ?? message);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => own(reason));
  api.on('fault', keep);
  const untold = await api.call('faults.untold', undefined);
  if (untold) keep(untold);
}
