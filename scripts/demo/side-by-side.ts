import type { WindowPlace } from '../driver/running-app.ts';

const wanted = { width: 1180, height: 760 };
/** The app's own minimum: narrower screens let the windows overlap. */
const narrowest = 760;

/** Places for two windows, left and right, both wholly on the screen. */
export function sideBySide(area: WindowPlace): readonly [WindowPlace, WindowPlace] {
  const width = Math.min(wanted.width, Math.max(narrowest, Math.floor(area.width / 2)));
  const height = Math.min(wanted.height, area.height);
  const left = { x: area.x, y: area.y, width, height };
  const right = { ...left, x: Math.max(area.x, Math.min(area.x + width, area.x + area.width - width)) };
  return [left, right];
}
