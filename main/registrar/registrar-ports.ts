import type { ITopicConfig } from 'kafkajs';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Certificate } from '../pki/certificate.ts';
import type { Crl } from '../pki/crl.ts';
import type { IdRegistry, InboundRecord, Leaf } from '../transfers/ports.ts';

/** The transport, as a registrar uses it. */
export type RegistrarBus = {
  state(): ConnectionState;
  /** @throws ConnectionLost, TopicUnavailable, PublishRefused, BusFault */
  publishPlain(topic: string, key: string, value: Buffer): Promise<unknown>;
  followFromStart(
    topic: string,
    name: string,
    handle: (records: readonly InboundRecord[]) => Promise<void>,
    needed?: boolean,
  ): Promise<void>;
  /** The offset after the last record. @throws ConnectionLost, TopicUnavailable, BusFault */
  endOf(topic: string): Promise<bigint>;
  /** Makes a topic where it is missing. @throws ConnectionLost, PublishRefused, BusFault */
  ensure(topic: ITopicConfig): Promise<void>;
};

/** The ID Registry, as a registrar uses it. */
export type RegistrarRegistry = Pick<IdRegistry, 'judge' | 'newest' | 'find' | 'readToEnd' | 'refresh'> & {
  known(): readonly string[];
  knowsKey(destination: string, kid: string): boolean;
  /** The destination that has a certificate of this key, or null. */
  holderOf(kid: string): string | null;
  certificatesOf(destination: string): readonly { readonly leaf: Leaf; readonly chain: readonly Buffer[] }[];
  listOf(issuerKid: string): Crl | null;
  issuersOf(organisation: string): readonly Certificate[];
  /** Whether the topic has exactly this record, as far as it was read; the disk may know more. */
  isInTopic(key: string, value: Buffer): boolean;
  refusalOf(destination: string, kid: string): string | null;
};
