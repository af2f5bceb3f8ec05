import type { StepProof } from '../../../shared/transfer.ts';
import { formatTime } from '../../protocol/time.ts';

/** The witness of a signed time: the signature's own is the signer's word. */
export const serverTime = (brokerTime: number | null): readonly StepProof[] =>
  brokerTime === null ? [] : [{ caption: 'server-time', value: formatTime(brokerTime) }];
