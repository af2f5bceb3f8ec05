import type { Obstacle } from '../../../shared/obstacle.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import type { DocumentStore, ShardStore } from '../ports.ts';

type Ports = { readonly documents: DocumentStore; readonly shards: ShardStore };

/**
 * Row 8 of protocol.md section 8: what keeps the document and its shards from being taken, or null.
 * @param isOpened the document stands opened in the temporary file, and only has to be moved
 */
export async function findObstacle(
  { documents, shards }: Ports,
  { id, transferId, metadata }: IncomingRecord,
  isOpened: boolean,
): Promise<Obstacle | null> {
  const { documentSize, shardCount } = metadata;
  const opened = isOpened ? shards.temporaryPath(id) : null;
  const [inFolder, beside] = await Promise.all([
    documents.obstacle(documentSize, opened),
    isOpened ? null : shards.obstacle(transferId, shardCount, documentSize),
  ]);
  if (inFolder) return { place: 'received-folder', cause: inFolder };
  return beside && { place: 'own-drive', cause: beside };
}
