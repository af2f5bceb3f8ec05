import { useState } from 'react';
import { useRegistrar } from '../../stores/mirrors.ts';
import { organisationOf } from '../../text/organisation-text.ts';
import { RootDialog } from '../registrar/RootDialog.tsx';

/** A second registrar is made on that colleague's own computer, or again where the issuing certificate ends. */
export function BecomeRegistrar({ destination }: { readonly destination: string }) {
  const [asking, setAsking] = useState(false);
  const isRegistrar = useRegistrar(({ status }) => status !== null);
  const ends = useRegistrar(
    ({ status }) => status?.authority.due.some(({ kind }) => kind === 'issuing-certificate') ?? false,
  );
  if (isRegistrar && !ends) return null;
  const organisation = organisationOf(destination);
  return (
    <>
      <h3 className="h">Registrar</h3>
      <p className="mut">
        {ends
          ? 'Your issuing certificate ends. With the root copy this computer gets a new one.'
          : `Whoever has the root copy of ${organisation} and its password can look after it from this computer too.`}
      </p>
      <div className="bs below">
        <button type="button" className="b" onClick={() => setAsking(true)}>
          Become a registrar with the root copy…
        </button>
      </div>
      {asking && (
        <RootDialog
          act={{ kind: 'become-registrar' }}
          organisation={organisation}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
