import { Notification } from 'electron';
import type { Clock } from '../transfers/ports.ts';
import { escapeMarkup } from './escape-markup.ts';
import { type Desktop, NotificationFeed, type NotificationOptions } from './feed.ts';

/** The feed on this desktop. */
export class Notifier extends NotificationFeed {
  constructor(options: NotificationOptions, clock: Clock) {
    super(options, showOnDesktop, clock);
  }
}

/** Kept until click or close: Electron collects a notification that nobody holds. */
const open = new Set<Notification>();

const showOnDesktop: Desktop = ({ title, body }, { shown, clicked }) => {
  if (!Notification.isSupported()) return null;
  const markup = process.platform === 'linux';
  const notification = new Notification({ title, body: markup ? escapeMarkup(body) : body, silent: true });
  const done = (): void => void open.delete(notification);
  notification.on('show', shown);
  notification.on('click', () => {
    done();
    clicked();
  });
  notification.on('close', done);
  // Where the desktop shows no notifications, the person finds it in the app's own list.
  notification.on('failed', done);
  open.add(notification);
  notification.show();
  return notification;
};
