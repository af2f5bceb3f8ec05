/** What retention removed unread: nobody else can say what it was. */
export const missedText = (
  destination: string,
  records: bigint,
): { readonly title: string; readonly body: string } => ({
  title: 'Messages were removed before you read them',
  body: `The server removed ${records === 1n ? 'a message' : `${records.toLocaleString('en-GB')} messages`} for ${destination} while this computer was away. Ask the people who send you documents whether one is missing: they can send it again.`,
});
