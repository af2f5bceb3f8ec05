import { type ReactNode, useState } from 'react';
import type { Authority, AuthorityDue, RegistrarStatus } from '../../../shared/registrar.ts';
import { Cause } from '../../components/Cause.tsx';
import { Groups } from '../../components/CompareCode.tsx';
import { Glyph } from '../../components/Glyph.tsx';
import { useRegistrar } from '../../stores/mirrors.ts';
import { openSettings } from '../../stores/view.ts';
import { formatClock, formatDate, groupsOf } from '../../text/format.ts';
import { dueText, healthText, peopleCount } from '../../text/registrar-text.ts';
import { Entry } from './Entry.tsx';
import { type RootAct, RootDialog } from './RootDialog.tsx';

/** What stands behind all certificates, until when, and what is due. */
export function Organisation() {
  const status = useRegistrar((registrar) => registrar.status);
  const [act, setAct] = useState<RootAct | null>(null);
  if (!status) return null;
  const { organisation, authority } = status;
  return (
    <main className="one">
      <section className="one-pane" aria-labelledby="organisation" data-pane="detail" tabIndex={-1}>
        <div className="bar">
          <h2 className="grow" id="organisation">
            {organisation}
          </h2>
          <span className="sub num">{sizeOf(status)}</span>
        </div>
        <div className="scroll">
          <div className="wide">
            <Health status={status} />
            {authority.due.map((due) => (
              <Cause key={due.kind} failure={dueText(due, organisation)} tone="amber">
                <Remedy due={due} onAct={setAct} />
              </Cause>
            ))}
            <div className="slip">
              <Certificates authority={authority} />
              <Lists authority={authority} onAct={setAct} />
              <Registrars authority={authority} onAct={setAct} />
              <RootCopy authority={authority} onAct={setAct} />
              <IfLost status={status} />
            </div>
          </div>
        </div>
      </section>
      {act && <RootDialog act={act} organisation={organisation} onClose={() => setAct(null)} />}
    </main>
  );
}

const sizeOf = ({ people, authority: { others } }: RegistrarStatus): string => {
  const registrars = 1 + others.filter(({ revoked }) => !revoked).length;
  return `${peopleCount(people)}, ${registrars === 1 ? '1 registrar' : `${registrars} registrars`}`;
};

function Health({ status: { authority, lookedAt } }: { readonly status: RegistrarStatus }) {
  const { head, rest } = healthText(authority);
  const well = authority.due.length === 0;
  return (
    <div className="health" role="status" data-due={authority.due.length}>
      <span className={well ? 'ok-c' : 'op-c'}>
        <Glyph name={well ? 'done' : 'waiting'} />
      </span>
      <p>
        <b>{head}</b> <span>{rest}</span>
      </p>
      <span className="dim num">{lookedAt === null ? '' : `checked ${formatClock(lookedAt)}`}</span>
    </div>
  );
}

type ActProps = { readonly onAct: (act: RootAct) => void };

function Remedy({ due, onAct }: ActProps & { readonly due: AuthorityDue }) {
  if (due.kind === 'people-list') return null;
  const acts = {
    'root-copy': ['Save the root copy…', () => onAct({ kind: 'save' })],
    'issuers-list': ['Renew with the root copy…', () => onAct({ kind: 'renew-list' })],
    'issuing-certificate': ['Open settings', () => openSettings('identity')],
  } as const;
  const [label, run] = acts[due.kind];
  return (
    <button type="button" className="b small" onClick={run}>
      {label}
    </button>
  );
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section>
    <h3>{title}</h3>
    <div>{children}</div>
  </section>
);

type AuthorityProps = { readonly authority: Authority };
const isDue = ({ due }: Authority, kind: AuthorityDue['kind']): boolean =>
  due.some((one) => one.kind === kind);

function Certificates({ authority }: AuthorityProps) {
  const [shown, setShown] = useState(false);
  const { issuingUntil, rootUntil, rootCode } = authority;
  return (
    <Section title="Certificates">
      <Entry
        open={isDue(authority, 'issuing-certificate')}
        title="Issuing certificate"
        about="Signs the certificates of your colleagues. Its key is protected on this computer."
        until={issuingUntil}
      />
      <Entry
        title="Root certificate"
        about="The one all others lead back to. Everybody compared its fingerprint when joining."
        until={rootUntil}
      >
        <button type="button" className="b small" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide fingerprint' : 'Show fingerprint'}
        </button>
      </Entry>
      {shown && (
        <div className="fpbox" data-root-code="">
          <Groups groups={groupsOf(rootCode)} first={1} />
          <p className="hint">Read it on the phone to whoever joins. It is no secret.</p>
        </div>
      )}
    </Section>
  );
}

function Lists({ authority, onAct }: AuthorityProps & ActProps) {
  const { peopleList, issuersList } = authority;
  const due = isDue(authority, 'issuers-list');
  return (
    <Section title="Lists of revoked certificates">
      <Entry
        open={isDue(authority, 'people-list')}
        title="Colleagues' certificates"
        about={`${howMany(peopleList.revoked)} Renewed by itself while this computer is on and connected.`}
        until={peopleList.until}
      />
      <Entry
        open={due}
        title="Issuing certificates"
        about={
          issuersList
            ? `${howMany(issuersList.revoked)} ${due ? 'Needs the root copy.' : 'Renewed once a year with the root copy; you are reminded 60 days before.'}`
            : 'It was not read yet; it comes from the address book when you are connected.'
        }
        until={issuersList?.until ?? null}
      >
        <button type="button" className="b small" onClick={() => onAct({ kind: 'renew-list' })}>
          Renew…
        </button>
      </Entry>
    </Section>
  );
}

const howMany = (count: number): string => (count === 0 ? 'None revoked.' : `${count} revoked.`);

function Registrars({ authority: { others }, onAct }: AuthorityProps & ActProps) {
  return (
    <Section title="Second registrar">
      {others.map(({ fingerprint, name, until, revoked }) => (
        <Entry
          key={fingerprint}
          open={false}
          off={revoked}
          title={name}
          about={
            revoked
              ? 'Its issuing certificate is revoked.'
              : 'Has an issuing certificate of its own. Can approve, refuse and revoke.'
          }
          until={revoked ? null : until}
        >
          {!revoked && (
            <button
              type="button"
              className="b small"
              onClick={() => onAct({ kind: 'revoke-issuer', fingerprint, name })}
            >
              Lost or stolen…
            </button>
          )}
        </Entry>
      ))}
      <p className="say">
        {others.some(({ revoked }) => !revoked)
          ? 'Another colleague becomes a registrar on their own computer: '
          : 'Nobody answers requests while you are away. A colleague becomes a second registrar on their own computer: '}
        take the root copy there, and choose “Become a registrar with the root copy…” in Settings, Identity.
      </p>
    </Section>
  );
}

function RootCopy({ authority, onAct }: AuthorityProps & ActProps) {
  const { rootCopy, rootKeyHere } = authority;
  return (
    <Section title="Root copy">
      {rootCopy ? (
        <Entry
          title={`Saved on ${formatDate(rootCopy.savedAt)}, locked with a password`}
          about={`Keep it on a USB stick in a safe, not on a computer. ${rootKeyHere ? '' : 'The root key is not on this computer.'}`}
          fact={rootCopy.triedAt === null ? 'not tried yet' : `tried on ${formatDate(rootCopy.triedAt)}`}
        >
          <button type="button" className="b small" onClick={() => onAct({ kind: 'try' })}>
            Try the copy…
          </button>
        </Entry>
      ) : (
        <Entry
          open={rootKeyHere}
          title={rootKeyHere ? 'Not saved yet' : 'Kept by another registrar'}
          about={
            rootKeyHere
              ? 'The root key is only on this computer. Save it on a USB stick and put that into a safe.'
              : 'The root key is not on this computer.'
          }
        >
          <button
            type="button"
            className="b small"
            onClick={() => onAct({ kind: rootKeyHere ? 'save' : 'try' })}
          >
            {rootKeyHere ? 'Save the root copy…' : 'Try the copy…'}
          </button>
        </Entry>
      )}
    </Section>
  );
}

function IfLost({ status: { organisation, authority } }: { readonly status: RegistrarStatus }) {
  const { peopleList, others, rootCopy } = authority;
  const second = others.find(({ revoked }) => !revoked);
  const until = formatDate(peopleList.until);
  return (
    <Section title="If this computer is lost">
      <ol className="say num">
        <li>
          <b>{`Nothing stops before ${until}`}</b>
          {`, when the list that this computer renews runs out. Until then everybody sends and receives; ${second ? `${second.name} answers requests.` : 'nobody answers requests.'}`}
        </li>
        {rootCopy ? (
          <>
            <li>
              <b>The same day: </b>
              {second
                ? `take the root copy to the computer of ${second.name}, and choose “Lost or stolen…” there for this computer's issuing certificate.`
                : 'take the root copy to the computer of a colleague, and choose “Become a registrar with the root copy…” in Settings, Identity; then “Lost or stolen…” for this computer.'}
            </li>
            <li>
              <b>People certified by this computer</b> ask again by themselves; their codes have to be
              compared again.
            </li>
          </>
        ) : (
          <li>
            <b>{`Without a root copy ${organisation} has to be founded anew.`}</b> Save it while this computer
            is here.
          </li>
        )}
      </ol>
    </Section>
  );
}
