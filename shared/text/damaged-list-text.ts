type Words = { readonly title: string; readonly body: string };

const code = 'Code APP-904.';

/** A damaged list was put aside, and a new one was begun. @param path where the damaged one is kept, absolute */
export const listPutAsideText = (path: string): Words => ({
  title: 'Your transfer list was damaged',
  body: `Sealpost put it aside as ${path} and builds a new one from the server. Documents that you received come back by themselves as far as the server still has them. Those in your folder are not saved twice; older ones stay there, and are not listed. Documents that you sent are not listed any more, and their confirmations cannot be brought back. What still waited to be sent is not sent any more: send it again. ${code}`,
});

/** Damage was met while the app runs. */
export const listDamagedText: Words = {
  title: 'Your transfer list is damaged',
  body: `Close Sealpost and open it again: it then puts the damaged list aside and builds a new one. Send nothing until then: it could be missing from the new list. Your documents are safe. ${code}`,
};
