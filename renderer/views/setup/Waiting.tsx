import { RequestCode } from '../../components/RequestCode.tsx';

/** Shown until the first certificate comes; the rest of the app stays in reach. */
export function Waiting({ requestCode }: { readonly requestCode: string }) {
  return (
    <div className="waiting">
      <h3>Waiting for your certificate</h3>
      <p className="mut">
        Your key is made and your request is sent. As soon as your administrator confirms it, you can send and
        receive. You need not keep this window open.
      </p>
      <RequestCode code={requestCode} />
    </div>
  );
}
