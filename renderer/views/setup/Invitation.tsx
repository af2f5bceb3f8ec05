import { type DragEvent, useState } from 'react';
import type { InvitationFailure, InvitationPreview } from '../../../shared/joining.ts';
import type { Result } from '../../../shared/result.ts';
import { api } from '../../api.ts';
import { useOnce } from '../../components/use-once.ts';
import { Heading } from './Heading.tsx';
import { InvitationRefused } from './InvitationRefused.tsx';
import { Preview } from './Preview.tsx';

/** As much as main takes: an invitation is a few thousand characters. */
const longestText = 100_000;

type Props = {
  /** The root was compared by voice. */
  readonly onCompared: (preview: InvitationPreview) => void;
  readonly onBack: () => void;
};

/** Paste, drop or choose; then see what it contains. Nothing is sent before. */
export function Invitation({ onCompared, onBack }: Props) {
  const [typed, setTyped] = useState('');
  const [preview, setPreview] = useState<InvitationPreview | null>(null);
  const [failure, setFailure] = useState<InvitationFailure | null>(null);
  const take = (result: Result<InvitationPreview | null, InvitationFailure>): void => {
    setFailure(result.ok ? null : result.failure);
    if (result.ok && result.value) setPreview(result.value);
  };
  const read = async (text: string): Promise<void> =>
    text.length > longestText
      ? setFailure({ kind: 'not-an-invitation' })
      : take(await api.call('joining.read', text));
  const choose = useOnce(async () => take(await api.call('joining.choose', undefined)));
  const show = useOnce(() => read(typed));
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (!file) return;
    if (file.size > longestText) return setFailure({ kind: 'not-an-invitation' });
    const text = await file.text().catch(() => null);
    if (text === null) return setFailure({ kind: 'unreadable', cause: 'other' });
    await read(text);
  };
  const another = (): void => {
    setFailure(null);
    setPreview(null);
    setTyped('');
  };

  if (preview) return <Preview preview={preview} onJoin={() => onCompared(preview)} onAnother={another} />;
  const ready = typed.trim() !== '' && failure === null && !show.busy;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file can be dropped here; choosing it does the same with the keyboard
    <div onDragOver={(event) => event.preventDefault()} onDrop={(event) => void drop(event)}>
      <Heading>Join with an invitation</Heading>
      <p className="lead">
        {failure === null
          ? 'Paste the text that you were sent, or choose the file.'
          : 'This invitation was not used. Nothing was sent or changed.'}
      </p>
      <div className="field">
        <label htmlFor="setup-invitation">Invitation</label>
        <textarea
          id="setup-invitation"
          className="in"
          rows={failure === null ? 5 : 3}
          placeholder="sealpost-invitation…"
          spellCheck={false}
          aria-describedby="setup-invitation-hint"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setFailure(null);
          }}
        />
        <span className="hint" id="setup-invitation-hint">
          Nothing is sent and nothing is changed until you have seen what it contains.
        </span>
      </div>
      <div className="zone">
        <span className="grow">Or drop the file here</span>
        <button type="button" className="b small" aria-disabled={choose.busy} onClick={choose.run}>
          Choose file…
        </button>
      </div>
      {failure && <InvitationRefused failure={failure} onAnother={another} />}
      <div className="go">
        <button type="button" className="b p" aria-disabled={!ready} onClick={() => ready && show.run()}>
          Show what it contains
        </button>
        <button type="button" className="b" onClick={onBack}>
          Back
        </button>
      </div>
    </div>
  );
}
