/** What to tell people who want to send something here. */
export const OwnAddress = ({ destination }: { readonly destination: string }) => (
  <dl className="docket addr">
    <div>
      <dt>Your address</dt>
      <dd className="m">{destination}</dd>
    </div>
  </dl>
);
