import type { ServerSecrets } from '../../shared/server-access.ts';

/** The client's certificate that was chosen in the dialog last: the page says that it is meant, and never holds it. */
export class ChosenCertificate {
  now: ServerSecrets['clientCertificate'];
}
