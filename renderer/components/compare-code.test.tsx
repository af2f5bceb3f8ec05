import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { passwordFault } from './ChosenPassword.tsx';
import { CompareCode, isCompared } from './CompareCode.tsx';

const code = '71940 26583 08317 55206 93471 60028 17795 34462 82109 46650 29384 75013';
const groups = code.split(' ');
const shown = (ticked: number): readonly string[] => {
  const page = renderToStaticMarkup(<CompareCode code={code} ticked={ticked} onTick={() => {}} />);
  return groups.filter((group) => page.includes(group) || page.includes([...group].join(' ')));
};

test('a row of a code is not on the page until the row above it is ticked', () => {
  expect(shown(0)).toEqual(groups.slice(0, 4));
  expect(shown(1)).toEqual(groups.slice(0, 8));
  expect(shown(2)).toEqual(groups);
  expect([0, 1, 2, 3].map(isCompared)).toEqual([false, false, false, true]);
});

test('a row that is hidden cannot be ticked, and there is no way to tick all at once', () => {
  const page = renderToStaticMarkup(<CompareCode code={code} ticked={1} onTick={() => {}} />);
  const boxes = page.match(/<input[^>]*>/g) ?? [];
  expect(boxes).toHaveLength(3);
  expect(boxes.map((box) => box.includes('disabled'))).toEqual([false, false, true]);
  expect(boxes.map((box) => box.includes('checked'))).toEqual([true, false, false]);
});

test.each([
  ['short', 'short', 'At least 10 characters.'],
  ['long enough', 'long enougj', 'Type the same password twice.'],
  ['long enough', 'long enough', null],
  ['😀😀😀😀😀', '😀😀😀😀😀', 'At least 10 characters.'],
])('a password %s, typed again as %s', (password, again, fault) => {
  expect(passwordFault(password, again)).toBe(fault);
});
