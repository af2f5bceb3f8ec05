import { File, FileArchive, FileSpreadsheet, FileText, type LucideIcon } from 'lucide-react';
import { splitName } from '../text/format.ts';

/** A name whose end, with its extension, stays in sight; bidi-safe. */
export function DocumentName({ name }: { readonly name: string }) {
  const [head, tail] = splitName(name);
  return (
    <>
      <span>
        <bdi>{head}</bdi>
      </span>
      <span>
        <bdi>{tail}</bdi>
      </span>
    </>
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
