import './key-list.css';
import { useEffect, useId, useRef } from 'react';
import { hideKeys, useKeyList } from './modal.ts';

const command = navigator.userAgent.includes('Mac') ? 'Cmd' : 'Ctrl';

type Line = { readonly what: string; readonly keys: readonly string[] };

const groups: readonly { readonly title: string; readonly lines: readonly Line[] }[] = [
  {
    title: 'Send and go',
    lines: [
      { what: 'New transfer', keys: [`${command} N`] },
      { what: 'Choose a document to send', keys: [`${command} O`] },
      { what: 'Send pasted documents', keys: [`${command} V`] },
      { what: 'Inbox, Sent, People, Settings', keys: [`${command} 1`, '2', '3', '4'] },
      { what: 'Settings', keys: [`${command} ,`] },
      { what: 'Search; clear', keys: [`${command} F`, 'Esc'] },
      { what: 'Next or previous pane', keys: ['F6', 'Shift F6'] },
      { what: 'This list', keys: [`${command} /`] },
    ],
  },
  {
    title: 'In a list',
    lines: [
      { what: 'Move', keys: ['Up', 'Down', 'Page Up', 'Page Down'] },
      { what: 'First and last', keys: ['Home', 'End'] },
      { what: 'Open details; again opens the document', keys: ['Enter'] },
      { what: 'Select; select more', keys: ['Space', 'Shift Down'] },
      { what: 'Select all', keys: [`${command} A`] },
      { what: 'Remove from the list', keys: ['Delete'] },
    ],
  },
  {
    title: 'A transfer',
    lines: [
      { what: 'Retry; retry all failed', keys: [`${command} R`, `${command} Shift R`] },
      { what: 'Cancel', keys: [`${command} .`] },
      { what: 'Save as', keys: [`${command} S`] },
      { what: 'Mark unread', keys: [`${command} Shift U`] },
    ],
  },
];

/**
 * The keys of the window are shown over the window until they are put away. Its `close` would come
 * a moment after it is gone from the screen, and a command in between would be ignored.
 */
export function KeyList() {
  const open = useKeyList((state) => state.open);
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef<HTMLButtonElement>(null);
  const title = useId();
  useEffect(() => {
    if (!open) return;
    const { activeElement: opener } = document;
    dialog.current?.showModal();
    close.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, [open]);
  if (!open) return null;
  return (
    <dialog ref={dialog} className="dialog keys" aria-labelledby={title} onCancel={hideKeys}>
      <h2 id={title}>Keyboard list</h2>
      <div className="key-groups">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="h">{group.title}</h3>
            <dl>
              {group.lines.map(({ what, keys }) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="bs">
        <button type="button" ref={close} className="b p" onClick={hideKeys}>
          Close
        </button>
      </div>
    </dialog>
  );
}
