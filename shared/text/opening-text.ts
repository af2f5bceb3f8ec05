import { isolated } from '../isolated.ts';
import type { OpeningRisk } from '../opening-risk.ts';
import type { Question } from './dialog-text.ts';

type Said = Pick<Question, 'detail'> & { readonly is: string };

const said: Readonly<Record<OpeningRisk, Said>> = {
  program: { is: 'is a program, not a document.', detail: 'Opening it can change this computer.' },
  'web-page': {
    is: 'can open as a web page.',
    detail: 'Then it can run scripts, and look like a page on which you sign in. Enter no password there.',
  },
  macros: {
    is: 'can hold small programs, such as macros.',
    detail: 'Where they are allowed to run, they can change this computer.',
  },
  link: {
    is: 'leads somewhere else.',
    detail: 'Opening it can start a program, or connect this computer to the server of somebody else.',
  },
  drive: {
    is: 'is a drive in a file, not a document.',
    detail: 'Opening it can bring programs onto this computer.',
  },
  setting: {
    is: 'changes settings; it is not a document.',
    detail: 'Opening it can change this computer, or whom it trusts.',
  },
  unknown: {
    is: 'is of a kind that Sealpost does not know.',
    detail: 'It may be a program. Open it only if you know what it is.',
  },
};

/** @param name of a document that does more than show itself, or may do so */
export const openingQuestion = (name: string, risk: OpeningRisk): Question => ({
  message: `${isolated(name)} ${said[risk].is}`,
  detail: said[risk].detail,
  buttons: ['Show in folder', 'Open anyway'],
});
