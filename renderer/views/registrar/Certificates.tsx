import { UserRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import { isolated } from '../../../shared/isolated.ts';
import type { IssuedCertificate } from '../../../shared/registrar.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Filters } from '../../components/Filters.tsx';
import { inPane, Part } from '../../components/Part.tsx';
import { type GridRow, RowGrid } from '../../components/RowGrid.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { StateWord } from '../../components/StateWord.tsx';
import { useMinute } from '../../components/use-minute.ts';
import { useRegistrar } from '../../stores/mirrors.ts';
import { openCertificate, useView } from '../../stores/view.ts';
import { certificateState } from '../../text/certificate-text.ts';
import { certificatesUnreadable, peopleCount } from '../../text/registrar-text.ts';
import { Certificate } from './Certificate.tsx';

/** As many as main gives at once; the search finds the others. */
const most = 500;

type Shown = 'all' | 'ends-soon' | 'ended' | 'revoked';
type Answer = { readonly rows: readonly IssuedCertificate[]; readonly total: number };

/** Every certificate that this organisation issued. */
export function Certificates() {
  const people = useRegistrar(({ status }) => status?.people ?? 0);
  const open = useView((view) => view.certificate);
  const now = useMinute();
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const { answer, failed } = useCertificates(search);
  const counts = (state: Shown): number => answer.rows.filter((row) => row.state.kind === state).length;
  const rows = answer.rows.filter(({ state }) => shown === 'all' || state.kind === shown);
  const certificate = answer.rows.find(({ fingerprint }) => fingerprint === open);
  return (
    <main className={certificate ? 'open' : undefined}>
      <section className="list" aria-label="Certificates" data-pane="list">
        <div className="bar">
          <h2 className="grow">Certificates</h2>
          <span className="sub num">{peopleCount(people)}</span>
        </div>
        <SearchField
          label="Search certificates"
          placeholder="Search by name or address"
          value={search}
          onChange={setSearch}
        />
        <Filters<Shown>
          chosen={shown}
          onChoose={setShown}
          filters={[
            { name: 'all', label: 'All' },
            { name: 'ends-soon', label: withCount('Ends soon', counts('ends-soon')) },
            { name: 'ended', label: withCount('Ended', counts('ended')) },
            { name: 'revoked', label: withCount('Revoked', counts('revoked')) },
          ]}
        />
        {failed && (
          <div className="list-cause">
            <Cause failure={certificatesUnreadable} tone="amber" />
          </div>
        )}
        {rows.length > 0 ? (
          <RowGrid
            label="Certificates"
            rows={rows.map((row) => rowOf(row, now))}
            open={open}
            onOpen={openCertificate}
          />
        ) : (
          <p className="none-found" role="status">
            {search === '' && shown === 'all' ? 'No certificate was issued yet.' : 'Nothing matches.'}
          </p>
        )}
        {answer.total > answer.rows.length && (
          <p className="hint list-foot">{`${answer.rows.length} of ${answer.total} are shown. Search for the others.`}</p>
        )}
      </section>
      {certificate ? (
        <Part key={certificate.fingerprint} name="certificate" frame={inPane('detail', 'Certificate')}>
          <Certificate certificate={certificate} />
        </Part>
      ) : (
        <section className="detail" aria-label="Certificate">
          <p className="nothing-open">Choose a certificate to see until when it is valid, or to revoke it.</p>
        </section>
      )}
    </main>
  );
}

const withCount = (label: string, count: number): string => (count === 0 ? label : `${label} ${count}`);

/** Asked again when the search or anything that the registrar looks after changes. */
function useCertificates(search: string): { readonly answer: Answer; readonly failed: boolean } {
  const status = useRegistrar((registrar) => registrar.status);
  const [answer, setAnswer] = useState<Answer>({ rows: [], total: 0 });
  const [failed, setFailed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again because something was issued or revoked
  useEffect(() => {
    let stale = false;
    void api.call('registrar.certificates', { search, limit: most }).then(
      (rows) => {
        if (stale) return;
        setAnswer(rows);
        setFailed(false);
      },
      () => !stale && setFailed(true),
    );
    return () => {
      stale = true;
    };
  }, [search, status]);
  return { answer, failed };
}

function rowOf(certificate: IssuedCertificate, now: number): GridRow {
  const { fingerprint, label, destination } = certificate;
  const look = certificateState(certificate, now);
  return {
    id: fingerprint,
    label: [isolated(label), destination, look.word].join(', '),
    content: (
      <>
        <span className="ico">
          <UserRound className="i l" aria-hidden="true" />
        </span>
        <span className="l1">
          <span className="name person">
            <bdi className="clip">{label}</bdi>
          </span>
        </span>
        <span className="l2">
          <span className="who clip">{destination}</span>
          <StateWord look={look} />
        </span>
      </>
    ),
  };
}
