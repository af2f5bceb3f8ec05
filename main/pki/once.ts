/**
 * Reads the same bytes once, however often they are asked about: a list of revoked certificates is
 * judged for each person at each change. What was read goes together with the bytes.
 */
export function oncePerBuffer<T>(read: (der: Buffer) => T): (der: Buffer) => T {
  const known = new WeakMap<Buffer, { readonly value: T }>();
  return (der) => {
    const before = known.get(der);
    if (before) return before.value;
    const value = read(der);
    known.set(der, { value });
    return value;
  };
}
