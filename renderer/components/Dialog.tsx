import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useDialogs } from './modal.ts';

/** What opened the dialog may be gone with what was done: then its pane has the keyboard. */
function focusBack(opener: Element | null): void {
  const pane = document.querySelector<HTMLElement>('[data-pane="detail"]');
  const back = opener instanceof HTMLElement && opener.isConnected ? opener : pane;
  back?.focus();
}

type Props = {
  readonly title: string;
  /** What Escape means. */
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** Over everything else until it is answered. What bears `data-first` has the keyboard; then it goes back. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const { activeElement: opener } = document;
    useDialogs.setState(({ open }) => ({ open: open + 1 }));
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      useDialogs.setState(({ open }) => ({ open: open - 1 }));
      focusBack(opener);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
