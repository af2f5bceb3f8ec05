/** Daemons render markup in a body on Linux: a document's name must not become a link. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
