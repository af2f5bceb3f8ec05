import type { OfflineCause } from './connection.ts';

/** What the check of a connection looks at, always all of it and in this order. */
export const checkSteps = [
  'name',
  'server',
  'proxy',
  'encryption',
  'sign-in',
  'address-book',
  'inbox',
  'sending',
  'clock',
  'inbox-settings',
] as const;
export type CheckStep = (typeof checkSteps)[number];

/** Why a step failed, needs the person, or was not tested. */
export type CheckCause =
  | OfflineCause
  /** An earlier step failed, and this one needs it. */
  | 'earlier-failed'
  /** There is no own address yet, or no certificate for it. */
  | 'no-address'
  /** The address book comes with the organisation that is founded next. */
  | 'not-founded'
  /** Settings of the address book that are not as protocol.md 7.1 asks. */
  | 'registry-settings-wrong'
  | 'inbox-not-allowed'
  | 'inbox-missing'
  /** The own inbox has more than one partition. */
  | 'inbox-partitions'
  /** No leader, too few replicas, a full disk, or no answer. */
  | 'inbox-unavailable'
  | 'sending-not-allowed'
  | 'sending-unavailable'
  /** This computer's clock and the server's differ by more than five minutes. */
  | 'clock-wrong'
  /** No letter was taken, and the server tells its time with nothing else. */
  | 'clock-unknown'
  /** The server does not show the settings of the inbox to this account. */
  | 'settings-hidden'
  /** Settings of the inbox that are not as protocol.md section 1 asks. */
  | 'settings-wrong';

/** What was found; only what the step is about is there. Times are milliseconds, `validUntil` since 1970. */
export type CheckFacts = {
  /** `host:port` of the server, or of the proxy, that this is about. */
  readonly server?: string;
  /** How many more servers there are. */
  readonly others?: number;
  /** How long the answer took. */
  readonly took?: number;
  /** Such as `TLSv1.3`. */
  readonly encryption?: string;
  /** Name of the authority that issued the server's certificate. */
  readonly issuer?: string;
  readonly validUntil?: number;
  readonly username?: string;
  readonly people?: number;
  /** By how much this computer's clock is fast; below zero: slow. */
  readonly difference?: number;
  /** How long documents are kept. */
  readonly retention?: number;
  /** Bytes of the largest letter. */
  readonly largest?: number;
  /** Names of the settings that are wrong. */
  readonly settings?: readonly string[];
};

export type StepState = 'passed' | 'failed' | 'needs-you' | 'not-needed' | 'not-tested' | 'running';

export type CheckedStep = {
  readonly step: CheckStep;
  readonly state: StepState;
  readonly cause: CheckCause | null;
  readonly facts: CheckFacts;
};

export type ConnectionReport = {
  /** When it began, milliseconds since 1970. */
  readonly at: number;
  readonly done: boolean;
  /** All ten, in their order. */
  readonly steps: readonly CheckedStep[];
};
