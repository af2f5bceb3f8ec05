import type { ClockState } from '../../shared/clock.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { type StoppableClock, stoppable } from '../clock/system-clock.ts';
import { mailboxesOf } from '../mailboxes/mailboxes.ts';
import { ClockCheck } from '../transfers/clock/clock-check.ts';
import { ClockWatch } from '../transfers/clock/clock-watch.ts';
import { Housekeeping } from '../transfers/housekeeping.ts';
import { Acknowledger } from '../transfers/letters/acknowledge.ts';
import { Inbound } from '../transfers/letters/inbound.ts';
import { KeptRecords } from '../transfers/letters/kept-records.ts';
import { isDocument, Outbox } from '../transfers/letters/outbox.ts';
import { outboxListeners } from '../transfers/letters/outbox-listeners.ts';
import type { Mailboxes } from '../transfers/mailbox.ts';
import { OwnInboxes } from '../transfers/own-inboxes.ts';
import { Arriving } from '../transfers/receiving/arriving.ts';
import { Receiver } from '../transfers/receiving/receive.ts';
import { Receptions } from '../transfers/receiving/receptions.ts';
import { Dispatcher } from '../transfers/sending/dispatch.ts';
import { RecipientInboxes } from '../transfers/sending/recipient-inboxes.ts';
import { Sender } from '../transfers/sending/send.ts';
import type { EngineBus, EngineEvents, EnginePorts, EngineRegistry } from './engine-ports.ts';

/**
 * Everything that sends and receives for one installation, wired in one place from its ports: the app, the
 * tests and every other program that sends or receives use this one. It knows no window and no file.
 */
export class Engine {
  readonly bus: EngineBus;
  readonly registry: EngineRegistry;
  readonly mailboxes: Mailboxes;
  readonly sender: Sender;
  readonly clockCheck: ClockCheck;
  readonly outbox: Outbox;
  readonly inbound: Inbound;
  readonly recipientInboxes: RecipientInboxes;
  readonly #ports: EnginePorts;
  readonly #events: EngineEvents;
  readonly #clock: StoppableClock;
  readonly #clockWatch: ClockWatch;
  readonly #acknowledger: Acknowledger;
  readonly #arriving: Arriving;
  readonly #receptions: Receptions;
  readonly #kept: KeptRecords;
  readonly #inboxes: OwnInboxes;
  readonly #housekeeping: Housekeeping;
  readonly #unsubscribe: () => void;

  constructor(ports: EnginePorts, events: EngineEvents) {
    const { identity, store, log, shards, pipeline, documents } = ports;
    const clock = stoppable(ports.clock);
    this.#ports = ports;
    this.#events = events;
    this.#clock = clock;
    const clockCheck = new ClockCheck(clock, {
      changed: (state) => this.#clockChanged(state),
      mayGoOn: () => this.#clockMayGoOn(),
    });
    this.clockCheck = clockCheck;
    const { bus, registry } = ports.connect(clock, {
      connection: (state) => this.#connectionChanged(state),
      observed: (observation) => clockCheck.observe(observation),
      registry: () => this.#registryChanged(),
    });
    this.bus = bus;
    this.registry = registry;
    const outbox = new Outbox(bus, store, clock);
    this.outbox = outbox;
    const mailboxes = mailboxesOf(identity, (destination) => bus.retentionOf(destination));
    this.mailboxes = mailboxes;
    const own = { identity, mailboxes, registry, store, log, outbox, clock, clockCheck };
    const acknowledger = new Acknowledger(own);
    const receptions = new Receptions({
      ...{ bus, pipeline, shards, documents, store, log, clock, clockCheck, acknowledger },
    });
    const receiver = new Receiver({ ...own, receptions });
    const dispatcher = new Dispatcher(own);
    this.sender = new Sender({ ...own, bus, pipeline, dispatcher });
    this.recipientInboxes = new RecipientInboxes({ bus, log, clock }, events.unconfirmed);
    outbox.listen(outboxListeners(dispatcher, acknowledger));
    this.#acknowledger = acknowledger;
    this.#receptions = receptions;
    this.#kept = new KeptRecords(
      store,
      bus,
      clock,
      (record, letter) =>
        isDocument(record) ? receiver.judge(record, letter) : acknowledger.judge(record, letter),
      (record) => receiver.lost(record),
    );
    const isWorkingOn = (transferId: string): boolean => receptions.isWorkingOn(transferId);
    const isKnown = (transferId: string): boolean => isWorkingOn(transferId) || log.get(transferId) !== null;
    this.#arriving = new Arriving(
      { shards, clock, ownDestination: () => mailboxes.list()[0]?.destination ?? '', isKnown },
      {
        changed: (rows) => events.changed({ rows, lists: ['received'], news: [] }),
        removed: events.removed,
      },
    );
    // A transfer that is in the log now has mostly the row that its shards had.
    this.#unsubscribe = log.subscribe((rows) => {
      for (const row of rows) if (row.direction === 'received') this.#arriving.taken(row);
    });
    const isReceived = (transferId: string): boolean =>
      log.hasReceived(transferId) && !isWorkingOn(transferId);
    this.inbound = new Inbound(
      { store, shards, identity, mailboxes, clock, clockCheck, isReceived },
      {
        kept: (record, opened) => this.#kept.add(record, opened),
        shards: (transferIds) => {
          for (const transferId of transferIds) receptions.shardsArrived(transferId);
          this.#arriving.shardsArrived(transferIds);
        },
      },
    );
    this.#inboxes = new OwnInboxes(
      { bus, registry, mailboxes, store, inbound: this.inbound, clockCheck },
      ports.deviceId,
      events.missed,
    );
    this.#clockWatch = new ClockWatch(
      clock,
      () => clockCheck.isInDoubt,
      () => void this.#inboxes.askTime(),
    );
    this.#housekeeping = new Housekeeping({
      ...{ clock, clockCheck, log, store, registry, shards, mailboxes, isReceived },
    });
  }

  /** What the journal holds goes on; what comes is received. */
  start(): void {
    void this.registry.follow();
    void this.#kept.resume();
    this.sender.resume();
    this.#acknowledger.sealWaiting();
    this.#clockWatch.start();
    this.bus.start();
    this.followInbox();
    this.#housekeeping.start();
    this.recipientInboxes.start();
  }

  followInbox(): void {
    this.#inboxes.follow();
  }

  /** Rows for documents of which only shards have come, the newest first. */
  arriving(): readonly Transfer[] {
    return this.#arriving.rows();
  }

  /** The folder for received documents can be used again. */
  roomMayHaveCome(): void {
    this.#receptions.roomMayHaveCome();
  }

  /** Nothing of it happens any more once it resolves: the journal may be closed. */
  async stop(): Promise<void> {
    this.#clock.stop();
    // Told first, so that a connection that ends now is no loss of theirs.
    const ended = [
      this.sender.stop(),
      this.#receptions.stop(),
      this.#kept.stop(),
      this.recipientInboxes.stop(),
    ];
    await this.bus.close();
    this.registry.close();
    await this.#ports.pipeline.close();
    await Promise.all([...ended, this.outbox.whenIdle()]);
    this.#unsubscribe();
    await this.#ports.shards.close();
  }

  #connectionChanged(state: ConnectionState): void {
    this.#events.connection(state);
    this.#ports.log.surroundingsChanged();
    if (state.kind !== 'connected') return;
    void this.outbox.pump();
    this.#goOn();
    void this.#inboxes.askTime();
    this.recipientInboxes.look();
  }

  /** What was judged by the clock is judged again. */
  #clockChanged(state: ClockState): void {
    this.#events.clock(state);
    this.#clockMayGoOn();
  }

  #clockMayGoOn(): void {
    this.#ports.log.surroundingsChanged();
    this.#goOn();
  }

  #registryChanged(): void {
    this.#events.registry();
    this.#kept.judgeHeld();
    this.#acknowledger.sealWaiting();
  }

  #goOn(): void {
    this.#kept.judgeHeld();
    this.#acknowledger.sealWaiting();
    this.sender.connected();
  }
}
