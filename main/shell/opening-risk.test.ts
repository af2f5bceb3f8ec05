import { expect, test } from 'vitest';
import type { OpeningRisk } from '../../shared/opening-risk.ts';
import { openingRisk } from './opening-risk.ts';

const kinds: readonly (readonly [OpeningRisk | null, string])[] = [
  // What a company sends every day opens without a question.
  [
    null,
    'pdf txt docx xlsx pptx odt ods odp rtf csv json zip 7z tar.gz jpg png tif heic mp3 mp4 eml msg p7m dwg',
  ],
  [null, 'doc xls ppt md log ics vcf epub'],
  ['program', 'exe com scr pif cpl msi msix msixbundle appx appxbundle appinstaller application gadget xll'],
  ['program', 'bat cmd ps1 ps1xml ps2 psc1 psm1 psd1 vbs vbe js jse wsf wsh sct hta chm scf diagcab'],
  ['program', 'command tool terminal workflow action scpt pkg mpkg prefpane app'],
  ['program', 'sh bash run desktop deb rpm snap flatpak flatpakref appimage'],
  ['program', 'jar jnlp py pyw pyz pyc rb pl php swf xpi apk'],
  ['web-page', 'html htm xhtml xht shtml mht mhtml svg svgz xml xsl webarchive'],
  ['macros', 'docm dotm xlsm xltm xlsb xlam pptm potm ppam ppsm sldm slk one accdb'],
  ['link', 'url lnk website webloc inetloc fileloc appref-ms search-ms library-ms iqy oqy rqy odc rdp'],
  ['drive', 'iso img vhd vhdx dmg'],
  ['setting', 'reg inf msc settingcontent-ms theme themepack mobileconfig crt cer p12 pfx'],
  ['unknown', 'xyz exee рdf {00021401-0000-0000-c000-000000000046} 1'],
];

test.each(kinds.flatMap(([risk, text]) => text.split(' ').map((extension) => [extension, risk] as const)))(
  'a document whose name ends in .%s is %s',
  (extension, risk) => {
    expect(openingRisk(`Report.${extension}`)).toBe(risk);
    expect(openingRisk(`REPORT.${extension.toUpperCase()}`)).toBe(risk);
    // Windows leaves out what stands behind the extension.
    expect(openingRisk(`Report.pdf.${extension}. .`)).toBe(risk);
  },
);

test.each(['README', '.bashrc', '...', '', 'exe', 'pdf'])(
  'a name without a known extension is asked about: %j',
  (name) => {
    expect(openingRisk(name)).toBe('unknown');
  },
);
