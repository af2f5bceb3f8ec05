import { useEffect, useState } from 'react';
import type { OfferFailureKind } from '../../shared/documents.ts';
import { isolated } from '../../shared/isolated.ts';
import { useDestinations } from '../stores/mirrors.ts';
import { offerFiles, refuse } from '../stores/view.ts';

type Over = { readonly recipient: string | null; readonly at: Box | null; readonly count: number };
type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

/** The whole window takes drops; over a person or a transfer it names that person. */
export function DropTarget() {
  const [over, setOver] = useState<Over | null>(null);
  const people = useDestinations(({ list }) => list);
  useEffect(() => {
    const clear = (): void => setOver(null);
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent): void => {
      // Text that is dragged into a field is meant for the field.
      if (!hasFiles(event) && isField(event.target)) return;
      event.preventDefault();
      if (!event.dataTransfer || !hasFiles(event)) return;
      event.dataTransfer.dropEffect = 'copy';
      const row = rowAt(event);
      const count = event.dataTransfer.items.length;
      const recipient = row?.dataset.recipient ?? null;
      setOver((now) =>
        now && now.recipient === recipient && now.count === count && sameBox(now.at, row)
          ? now
          : { recipient, count, at: boxOf(row) },
      );
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) clear();
    };
    const onDrop = (event: DragEvent): void => {
      clear();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0 && isField(event.target)) return;
      event.preventDefault();
      if (files.length === 0) return refuse(kindOf(event.dataTransfer));
      const recipient = rowAt(event)?.dataset.recipient;
      void offerFiles(files, recipient ? [recipient] : []);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') clear();
    };
    const onPaste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      // A cell of a table comes as text and as a picture: in a field the text is meant.
      const isText = event.clipboardData?.types.includes('text/plain') ?? false;
      if (isField(event.target) && (isText || files.length === 0)) return;
      event.preventDefault();
      if (files.length > 0) void offerFiles(files);
      else if (event.clipboardData?.types.length) refuse(kindOf(event.clipboardData));
    };
    window.addEventListener('dragenter', onOver);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('keydown', onKey);
    window.addEventListener('blur', clear);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragenter', onOver);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('blur', clear);
      window.removeEventListener('paste', onPaste);
    };
  }, []);
  if (!over) return null;
  const person = people.find(({ destination }) => destination === over.recipient);
  return (
    <div className={over.at ? 'drop on' : 'drop'} role="status" data-testid="drop-overlay">
      {over.at && <div className="drop-target" style={over.at} />}
      <div className="dropslip">
        <p className="t">
          {over.recipient ? `Drop to send to ${isolated(person?.label ?? over.recipient)}` : 'Drop to send'}
        </p>
        <dl className="docket c2">
          <div>
            <dt>Documents</dt>
            <dd className="m num">{over.count}</dd>
          </div>
          <div>
            <dt>{over.recipient ? 'Address' : 'To'}</dt>
            <dd className="m">{over.recipient ?? 'You choose next'}</dd>
          </div>
        </dl>
        <p className="hint">Nothing is sent until you choose Send. Esc cancels.</p>
      </div>
    </div>
  );
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** What comes without a file: links and pictures of a web page bring their address. */
function kindOf(data: DataTransfer | null): OfferFailureKind {
  const types = data?.types ?? [];
  if (types.includes('text/uri-list')) return 'web-address';
  return types.some((type) => type.startsWith('text/')) ? 'text' : 'not-a-file';
}

/** Rows of people and transfers carry the address; also those under the overlay. */
function rowAt(event: DragEvent): HTMLElement | null {
  const rows = document
    .elementsFromPoint(event.clientX, event.clientY)
    .map((element) => element.closest<HTMLElement>('[data-recipient]'));
  return rows.find((row) => row !== null) ?? null;
}

function boxOf(row: HTMLElement | null): Box | null {
  if (!row) return null;
  const { left, top, width, height } = row.getBoundingClientRect();
  return { left, top, width, height };
}

const sameBox = (box: Box | null, row: HTMLElement | null): boolean => {
  const now = boxOf(row);
  return box?.left === now?.left && box?.top === now?.top && box?.height === now?.height;
};
