/** Where the page is asked to go: a notification was clicked, or a place chosen in the menu. */
export type Navigation =
  | { readonly to: 'transfer'; readonly id: string }
  | {
      readonly to: 'inbox' | 'sent' | 'people' | 'settings' | 'notifications' | 'compose' | 'search';
    }
  /** `identity` is in Settings; the others are a registrar's. */
  | {
      readonly to: 'identity' | 'requests' | 'organisation';
    }
  | { readonly to: 'choose-documents' };

/** What the menu asks for that acts on transfers, or on the page itself; the page knows which. */
export type Command =
  | 'retry'
  | 'retry-all-failed'
  | 'cancel'
  | 'remove'
  | 'save-as'
  | 'mark-unread'
  | 'show-keys';
