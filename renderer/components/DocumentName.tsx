import { File, FileArchive, FileSpreadsheet, FileText, type LucideIcon } from 'lucide-react';
import { directionOf } from '../../shared/isolated.ts';
import { splitName } from '../text/format.ts';

/**
 * A name whose end, with its extension, stays in sight. Both parts stand in the direction of the whole
 * name, one after the other, so that they read as one.
 */
export function DocumentName({ name }: { readonly name: string }) {
  const [head, tail] = splitName(name);
  const direction = directionOf(name);
  return (
    <bdi className="document-name" dir={direction}>
      <span>
        <bdi dir={direction}>{head}</bdi>
      </span>
      <span>
        <bdi dir={direction}>{tail}</bdi>
      </span>
    </bdi>
  );
}

const kinds: Readonly<Record<string, LucideIcon>> = {
  zip: FileArchive,
  '7z': FileArchive,
  gz: FileArchive,
  xlsx: FileSpreadsheet,
  xls: FileSpreadsheet,
  csv: FileSpreadsheet,
  ods: FileSpreadsheet,
};

export function DocumentIcon({ name }: { readonly name: string | null }) {
  const extension = name?.slice(name.lastIndexOf('.') + 1).toLowerCase() ?? '';
  const Icon = name === null ? File : (kinds[extension] ?? FileText);
  return <Icon className="i l" aria-hidden="true" />;
}
