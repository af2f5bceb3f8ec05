import { useEffect, useId, useRef } from 'react';
import { useQuestion } from '../stores/question.ts';

/** One question, two answers; the safe one is the default and what Escape means. */
export function QuestionDialog() {
  const asked = useQuestion((state) => state.asked);
  const dialog = useRef<HTMLDialogElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  const title = useId();
  const body = useId();
  useEffect(() => {
    if (!asked) return;
    const { activeElement: opener } = document;
    if (!dialog.current?.open) dialog.current?.showModal();
    safe.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, [asked]);
  if (!asked) return null;
  const { question, answer } = asked;
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={title}
      aria-describedby={body}
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <h2 id={title}>{question.title}</h2>
      <p id={body}>{question.body}</p>
      <div className="bs">
        <button type="button" className="b" onClick={() => answer(true)}>
          {question.yes}
        </button>
        <button type="button" ref={safe} className="b p" onClick={() => answer(false)}>
          {question.no}
        </button>
      </div>
    </dialog>
  );
}
