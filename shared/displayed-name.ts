/** A name of a person as certificates show it: the size that X.520 allows a CN. */
const mostCharacters = 64;
/** Controls, marks that turn or hide text, and breaks of lines: a name that holds them reads as another. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

export type DisplayedNameFault = 'empty' | 'too-long' | 'unseen-characters';

/** Why no certificate is made out to this displayed name; null where one is. */
export function whyNotDisplayedName(name: string): DisplayedNameFault | null {
  if (name.trim() === '') return 'empty';
  if ([...name].length > mostCharacters) return 'too-long';
  return unseen.test(name) ? 'unseen-characters' : null;
}
