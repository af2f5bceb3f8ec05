import { expect, it } from 'vitest';
import { sideBySide } from './side-by-side.ts';

it.each([
  ['a common screen', { x: 0, y: 27, width: 1920, height: 1053 }, [0, 960, 960, 760]],
  ['a wide screen', { x: 0, y: 0, width: 3840, height: 2160 }, [0, 1180, 1180, 760]],
  ['a small screen', { x: 0, y: 0, width: 1366, height: 700 }, [0, 606, 760, 700]],
  ['a second screen', { x: 1920, y: 0, width: 1600, height: 900 }, [1920, 2720, 800, 760]],
])('%s holds both windows', (_name, area, [leftX, rightX, width, height]) => {
  const [left, right] = sideBySide(area);
  expect(left).toEqual({ x: leftX, y: area.y, width, height });
  expect(right).toEqual({ x: rightX, y: area.y, width, height });
});
