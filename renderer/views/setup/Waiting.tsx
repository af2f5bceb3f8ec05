import { assertNever } from '../../../shared/assert-never.ts';
import type { IdentityStatus, RequestState } from '../../../shared/identity.ts';
import { Cause } from '../../components/Cause.tsx';
import { OwnAddress } from '../../components/OwnAddress.tsx';
import { RequestCode } from '../../components/RequestCode.tsx';
import { isRefusedRequest, requestRefused } from '../../text/identity-failures.ts';
import { organisationOf, registrarOf } from '../../text/organisation-text.ts';
import { requestRefusedText } from '../../text/own-certificate-text.ts';
import { AskAgain } from './AskAgain.tsx';
import { StartAgain } from './StartAgain.tsx';
import { TryAgain } from './TryAgain.tsx';

type WaitingStatus = Extract<IdentityStatus, { kind: 'waiting-for-certificate' }>;

/** Shown until the first certificate comes; the rest of the app stays in reach. */
export function Waiting({ own }: { readonly own: WaitingStatus }) {
  const registrar = registrarOf(organisationOf(own.destination));
  return (
    <div className="waiting">
      <h3>{own.refusal === null ? 'Waiting for your certificate' : 'No certificate yet'}</h3>
      {own.refusal === null ? (
        <p className="mut">{sentence(own.request, registrar)}</p>
      ) : (
        <Refused reason={own.refusal} />
      )}
      <RequestRefused request={own.request} />
      <OwnAddress destination={own.destination} />
      {own.requestCode !== '' && <RequestCode code={own.requestCode} registrar={registrar} />}
      <div className="bs setup-again">
        <p className="grow mut">Is the address or the organisation wrong?</p>
        <StartAgain />
      </div>
    </div>
  );
}

/** The registrar wrote why. */
export const Refused = ({ reason }: { readonly reason: string }) => (
  <Cause failure={requestRefusedText(reason)}>
    <AskAgain />
  </Cause>
);

export const RequestRefused = ({ request }: { readonly request: RequestState }) =>
  isRefusedRequest(request) ? (
    <Cause failure={requestRefused(request)}>
      <TryAgain />
    </Cause>
  ) : null;

function sentence(request: RequestState, registrar: string): string {
  switch (request) {
    case 'sent':
      return `Your key is made and your request is sent. As soon as ${registrar} confirms it, you can send and receive. You need not keep this window open.`;
    case 'not-sent':
      return `Your key is made. Your request is sent when you are connected; then ${registrar} can confirm it.`;
    case 'not-allowed':
    case 'not-taken':
    case 'clock-wrong':
      return 'Your key is made, but your request could not be sent.';
    default:
      return assertNever(request);
  }
}
