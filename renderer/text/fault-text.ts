import type { FailureText } from './failure-text.ts';

/** A part of the window ended in an error; the parts around it did not. */
export const partFailed: FailureText = {
  code: 'APP-901',
  title: 'Something went wrong in this part of the window.',
  body: 'Your documents are safe, and the rest of Sealpost goes on. Reload this part; if it stops again, copy the details and report them.',
};

/** Nothing of the window can be shown. */
export const windowFailed: FailureText = {
  code: 'APP-901',
  title: 'Something went wrong in the app.',
  body: 'Your documents are safe, and what is being sent goes on. Reload the window; if it stops again, copy the details and report them.',
};

/** Something failed that no place on the screen stands for. */
export const faultText: FailureText = {
  code: 'APP-901',
  title: 'Something went wrong in the app.',
  body: 'Your documents are safe. If something does not work now, start the app again; copy the details to report it.',
};
