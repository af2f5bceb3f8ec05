/** What opening a document can do beside showing it; each has its own question (shared/text/opening-text.ts). */
export type OpeningRisk =
  /** The system runs it, or installs it. */
  | 'program'
  /** A browser shows it, and runs the scripts in it. */
  | 'web-page'
  /** Its name says that small programs can be in it. */
  | 'macros'
  /** It leads to another file, or to a server of somebody else. */
  | 'link'
  /** The system takes it in as a drive, with whatever is on it. */
  | 'drive'
  /** The system takes it in as a setting, a certificate or an add-on of a program. */
  | 'setting'
  /** Nobody here knows what it is. */
  | 'unknown';
