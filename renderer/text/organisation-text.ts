/** The part of an address after the @: the organisation. */
export const organisationOf = (destination: string): string =>
  destination.slice(destination.indexOf('@') + 1);

/** Who confirms people. "Your IT" runs the server; the two are never called the same. */
export const registrarOf = (organisation: string): string => `the colleague who looks after ${organisation}`;

const part = '[a-z0-9]+(?:[.-][a-z0-9]+)*';
const nameOfOrganisation = new RegExp(`^${part}$`);

/** What can stand after the @ of an address (protocol.md section 1). */
export const isOrganisationName = (name: string): boolean =>
  name.length <= 63 && nameOfOrganisation.test(name);

/** "Nord Kaj" becomes nord-kaj, while the person types. */
export const organisationNameOf = (typed: string): string =>
  typed
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[.-]+/, '');
