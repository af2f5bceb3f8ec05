import { assertNever } from '../../../shared/assert-never.ts';
import type { RequestState } from '../../../shared/identity.ts';
import { Cause } from '../../components/Cause.tsx';
import { OwnAddress } from '../../components/OwnAddress.tsx';
import { RequestCode } from '../../components/RequestCode.tsx';
import { useIdentity } from '../../stores/mirrors.ts';
import { isRefusedRequest, requestRefused } from '../../text/identity-failures.ts';
import { StartAgain } from './StartAgain.tsx';
import { TryAgain } from './TryAgain.tsx';

/** Shown until the first certificate comes; the rest of the app stays in reach. */
export function Waiting({ requestCode }: { readonly requestCode: string }) {
  const own = useIdentity(({ status }) => (status?.kind === 'waiting-for-certificate' ? status : null));
  if (!own) return null;
  return (
    <div className="waiting">
      <h3>Waiting for your certificate</h3>
      <p className="mut">{sentence(own.request)}</p>
      <RequestRefused request={own.request} />
      <OwnAddress destination={own.destination} />
      {requestCode !== '' && <RequestCode code={requestCode} />}
      <div className="bs setup-again">
        <p className="grow mut">Is the address or the connection file wrong?</p>
        <StartAgain />
      </div>
    </div>
  );
}

export const RequestRefused = ({ request }: { readonly request: RequestState }) =>
  isRefusedRequest(request) ? (
    <Cause failure={requestRefused(request)}>
      <TryAgain />
    </Cause>
  ) : null;

function sentence(request: RequestState): string {
  switch (request) {
    case 'sent':
      return 'Your key is made and your request is sent. As soon as your administrator confirms it, you can send and receive. You need not keep this window open.';
    case 'not-sent':
      return 'Your key is made. Your request is sent when you are connected; then your administrator can confirm it.';
    case 'not-allowed':
    case 'not-taken':
    case 'clock-wrong':
      return 'Your key is made, but your request could not be sent.';
    default:
      return assertNever(request);
  }
}
