import type { OpeningRisk } from '../../shared/opening-risk.ts';

/** The extensions in a text, without their dots. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * What the program of its kind only shows, plays or unpacks. These alone open without a question: a list
 * of what is dangerous is never complete, as each system and each program brings kinds of its own. Old
 * files of Office and those of OpenDocument stand here, though macros can be in them: their names do not
 * say so, and their programs ask before they run one.
 */
const shown: ReadonlySet<string> = new Set(
  words(`
    pdf xps oxps djvu epub mobi azw3 ps eps
    txt text log md markdown rst tex bib csv tsv json jsonl yaml yml toml ini conf srt vtt sub diff patch
    doc docx dot dotx rtf odt ott fodt pages wpd wps sxw
    xls xlsx xlt xltx ods ots fods numbers
    ppt pptx pot potx pps ppsx sldx odp otp fodp key
    odg fodg odf vsd vsdx mpp
    jpg jpeg jpe jfif png apng gif bmp dib tif tiff webp avif heic heif jxl ico psd xcf ai indd cdr
    dng cr2 cr3 nef arw orf raf rw2 tga pcx ppm pgm pbm emf wmf
    mp3 m4a aac ogg oga opus flac wav aif aiff wma mid midi
    mp4 m4v mov avi mkv webm mpg mpeg ogv wmv 3gp
    zip 7z rar tar gz tgz bz2 tbz2 xz txz zst lz lzma
    eml msg mbox ics vcf p7m p7s asc sig gpg pgp
    dwg dxf dwf step stp iges igs stl obj ifc gltf glb 3mf skp
    ttf otf woff woff2 geojson gpx shp dbf
  `),
);

/** Why a kind is asked about. What stands in no list is asked about too, as one that nobody knows. */
const risky: Readonly<Record<Exclude<OpeningRisk, 'unknown'>, readonly string[]>> = {
  program: words(`
    exe com scr pif cpl dll ocx sys drv efi msi msp mst msix msixbundle appx appxbundle appinstaller application
    xbap gadget xll xnk bat cmd ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 psrc pssc cdxml vb vbs vbe js jse mjs cjs
    ws wsf wsc wsh msh sct shb shs hta chm hlp its pcd prg scf diagcab diagpkg diagcfg
    app command tool terminal workflow action scpt scptd applescript pkg mpkg prefpane qlgenerator kext osax
    sh bash zsh csh tcsh ksh fish run bin out elf desktop service deb rpm apk xapk snap flatpak flatpakref
    flatpakrepo appimage pacman eopkg
    jar jnlp class war ear py pyc pyo pyw pyz pyzw pyde rb pl plx php phar lua tcl tk awk ahk au3 r rprofile
    air swf xpi crx vsix ipa a6p ba bas ade adp ad asp aspx ashx asmx fxp ops plg prf tmp
  `),
  'web-page': words('html htm xhtml xht shtml shtm mht mhtml mhtm svg svgz xml xsl xslt webarchive maff wml'),
  macros: words(`
    docm dotm xlsm xltm xlsb xlam xla xlw xlm pptm potm ppam ppa ppsm sldm vsdm vssm vstm wbk wiz pub slk sylk
    mda mdb mde mdt mdw mdz accdb accde accda accdr mad maf mag mam maq mar mas mat mau mav maw odb one onepkg
  `),
  link: words(`
    lnk url website webloc inetloc fileloc ftploc afploc vncloc mailloc appref-ms search-ms
    searchconnector-ms library-ms iqy oqy rqy dqy odc rdp rdpw ica vnc nx asx wax wvx m3u m3u8 pls xspf asf
    torrent metalink meta4 crds kml kmz
  `),
  drive: words(
    'iso img vhd vhdx dmg sparseimage sparsebundle udf nrg mdf mds cue vmdk vdi qcow2 ova ovf wim toast',
  ),
  setting: words(`
    reg inf ins isp msc settingcontent-ms theme themepack deskthemepack mobileconfig mobileprovision
    provisionprofile crt cer der pem p7b p7c p7r spc pfx p12 crl sst pol adm admx ppkg ovpn nk2
  `),
};

const riskOf: ReadonlyMap<string, OpeningRisk> = new Map(
  Object.entries(risky).flatMap(([risk, extensions]) =>
    extensions.map((extension) => [extension, risk as OpeningRisk] as const),
  ),
);

/**
 * What opening a document of this name can do beside showing it, or null where it is only shown. The system
 * goes by the extension, and Windows leaves out the dots and spaces behind it. A name without an extension
 * is of no known kind: Linux and macOS then go by what is in the file.
 */
export function openingRisk(name: string): OpeningRisk | null {
  const seen = name.replace(/[. ]+$/, '').toLowerCase();
  const dot = seen.lastIndexOf('.');
  if (dot < 0) return 'unknown';
  const extension = seen.slice(dot + 1);
  return riskOf.get(extension) ?? (shown.has(extension) ? null : 'unknown');
}
