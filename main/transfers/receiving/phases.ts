/** Where a verified document stands: rows 7 to 12 of protocol.md section 8. The table is at the foot. */
export type Phase =
  /** Rows 7 and 8: its policy, whether it stands in the folder from before, and whether this computer has room. */
  | 'judging'
  /** Row 8: there is no room, or no folder; looked for again, and after a minute told to the sender. */
  | 'waiting-for-room'
  /** Row 9: shards may still come, for a minute after `data-`. */
  | 'collecting'
  /** Row 9: what is missing, or does not open, is sought in the topic. */
  | 'seeking'
  /** Row 9: the topic could not be read. */
  | 'waiting-for-topic'
  /** Row 10: opened, unzipped and hashed into a temporary file. */
  | 'assembling'
  /** Row 11: moved to its final name. */
  | 'saving'
  /** Rows 10 and 11: a drive did not take it, or its name was taken meanwhile. The opened document is kept. */
  | 'waiting-for-disk'
  /** After a restart or a wait: it goes on from the state that the journal names. */
  | 'resuming'
  /** A fault of ours says nothing to the sender: the work begins again in a minute. */
  | 'after-fault'
  /** A failure was told, and shards may still come. */
  | 'late-for-shards'
  | 'seeking-late'
  /** A failure was told, and room may still come. */
  | 'late-for-room'
  | 'judging-late'
  /** Row 12 is the acknowledger's; or it was refused for good. */
  | 'done';

/** What can happen to it. */
export type Happening =
  | 'room'
  | 'lacking'
  | 'whole'
  | 'holes'
  | 'unread'
  | 'opened'
  | 'unopened'
  | 'saved'
  | 'again'
  | 'time'
  /** An error that nobody foresaw. */
  | 'fault'
  | 'expired'
  | Told;
/** A signed failure went to the sender, with or without hope for what was missing. */
export type Told = 'refused' | 'hopes-for-shards' | 'hopes-for-room';
/** What is told to the sender (protocol.md 6.1). */
export type Refusal = 'hash-mismatch' | 'incomplete' | 'policy' | 'storage';

/** Where shards that arrive can make it whole. */
export const waitsForShards: ReadonlySet<Phase> = new Set([
  'collecting',
  'waiting-for-topic',
  'late-for-shards',
]);

const told = {
  refused: 'done',
  'hopes-for-shards': 'late-for-shards',
  'hopes-for-room': 'late-for-room',
} as const;

/** The machine: what happens in a phase leads to the next one; anything else means nothing there. */
export const transitions: Readonly<Record<Phase, Partial<Record<Happening, Phase>>>> = {
  // Rows 7 and 8.
  judging: {
    ...{ room: 'collecting', saved: 'done', lacking: 'waiting-for-room', fault: 'after-fault', ...told },
  },
  'waiting-for-room': { time: 'resuming' },
  // Row 9.
  collecting: { whole: 'assembling', time: 'seeking', fault: 'after-fault' },
  seeking: {
    ...{ whole: 'assembling', holes: 'collecting', unread: 'waiting-for-topic', lacking: 'waiting-for-room' },
    ...{ fault: 'after-fault', ...told },
  },
  'waiting-for-topic': { whole: 'assembling', time: 'seeking' },
  // Row 10.
  assembling: {
    ...{ opened: 'saving', unopened: 'seeking', lacking: 'waiting-for-disk', fault: 'after-fault', ...told },
  },
  // Row 11; row 12 follows by the acknowledger.
  saving: {
    saved: 'done',
    again: 'waiting-for-disk',
    lacking: 'waiting-for-disk',
    fault: 'after-fault',
    ...told,
  },
  'waiting-for-disk': { time: 'resuming' },
  'after-fault': { time: 'resuming' },
  resuming: { saved: 'done', again: 'judging', lacking: 'waiting-for-disk', fault: 'after-fault', ...told },
  // Rows 8 and 9 after a signed failure.
  'late-for-shards': { whole: 'assembling', time: 'seeking-late', expired: 'done', fault: 'after-fault' },
  'seeking-late': { whole: 'assembling', holes: 'late-for-shards', fault: 'late-for-shards' },
  'late-for-room': { time: 'judging-late', expired: 'done', fault: 'after-fault' },
  'judging-late': { room: 'collecting', saved: 'done', lacking: 'late-for-room', fault: 'late-for-room' },
  done: { fault: 'after-fault' },
};
