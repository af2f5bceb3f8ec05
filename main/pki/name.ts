import { BadDer, children, type Der, expect, oid, tags } from './der.ts';

const commonName = '2.5.4.3';

/** The values of each CN of a Name (RFC 5280 4.1.2.4), in their order. @throws BadDer where it is no Name */
export function commonNamesOf(name: Der): readonly Der[] {
  const found: Der[] = [];
  for (const set of children(expect(name, tags.sequence))) {
    const pairs = children(expect(set, tags.set));
    if (pairs.length === 0) throw new BadDer('empty name');
    for (const pair of pairs) {
      const [type, value, ...more] = children(expect(pair, tags.sequence));
      const id = oid(type);
      if (!value || more.length > 0) throw new BadDer('name');
      if (id === commonName) found.push(value);
    }
  }
  return found;
}
