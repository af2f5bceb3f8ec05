/** "Hanna Lindqvist" becomes hanna.lindqvist@nordkaj; names in other scripts are typed by the person. */
export function suggestAddress(label: string, organisation: string | null): string {
  const name = label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ł/gi, 'l')
    .replace(/đ/gi, 'd')
    .replace(/ø/gi, 'o')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.+|\.+$/g, '');
  return name === '' || organisation === null ? '' : `${name}@${organisation}`;
}
