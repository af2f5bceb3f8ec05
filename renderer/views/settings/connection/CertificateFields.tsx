import { useState } from 'react';
import type { CertificateShown } from '../../../../shared/server-settings.ts';
import { api } from '../../../api.ts';
import { Cause } from '../../../components/Cause.tsx';
import { TextField } from '../../../components/TextField.tsx';
import type { FailureText } from '../../../text/failure-text.ts';
import { formatDate } from '../../../text/format.ts';
import { chooseCertificateText } from '../../../text/server-text.ts';

const shownText = ({ name, validUntil }: CertificateShown): string =>
  `${name}, valid until ${formatDate(validUntil)}`;

type AuthorityProps = {
  /** How many are chosen already. */
  readonly count: number;
  readonly onChoose: (authorities: readonly string[]) => void;
};

/** The certificates of the authorities whose word counts for the servers. */
export function Authorities({ count, onChoose }: AuthorityProps) {
  const [shown, setShown] = useState<readonly CertificateShown[]>([]);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const choose = async (): Promise<void> => {
    const result = await api.call('connection.chooseAuthorities', undefined);
    if (!result.ok) return setFailure(chooseCertificateText(result.failure));
    setFailure(null);
    if (result.value === null) return;
    setShown(result.value);
    onChoose(result.value.map(({ certificate }) => certificate));
  };
  const chosen = count === 1 ? '1 certificate is chosen.' : `${count} certificates are chosen.`;
  return (
    <div className="field">
      <div className="bs">
        <button type="button" className="b small" onClick={() => void choose()}>
          Choose certificate…
        </button>
        <span className="mut">
          {shown.length > 0 ? shown.map(shownText).join('; ') : count > 0 && chosen}
        </span>
      </div>
      {failure && <Cause failure={failure} />}
    </div>
  );
}

type OwnProps = {
  readonly kept: CertificateShown | null;
  readonly onChoose: () => void;
};

/** The certificate with its key that this computer shows to the servers. */
export function OwnCertificate({ kept, onChoose }: OwnProps) {
  const [passphrase, setPassphrase] = useState('');
  const [shown, setShown] = useState(kept);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const choose = async (): Promise<void> => {
    const result = await api.call('connection.chooseClientCertificate', { passphrase });
    if (!result.ok) return setFailure(chooseCertificateText(result.failure));
    setFailure(null);
    if (result.value === null) return;
    setPassphrase('');
    setShown(result.value);
    onChoose();
  };
  return (
    <>
      <TextField
        label="Password of the certificate file"
        secret
        value={passphrase}
        onChange={setPassphrase}
        hint="Enter it, then choose the file."
      />
      <div className="field">
        <div className="bs">
          <button type="button" className="b small" onClick={() => void choose()}>
            Choose certificate with key…
          </button>
          <span className="mut">{shown ? shownText(shown) : 'None is chosen.'}</span>
        </div>
        {failure && <Cause failure={failure} />}
      </div>
    </>
  );
}
