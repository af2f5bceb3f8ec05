import { type ReactNode, useEffect } from 'react';
import { assertNever } from '../shared/assert-never.ts';
import { DropTarget } from './components/DropTarget.tsx';
import { FaultStrip } from './components/FaultStrip.tsx';
import { KeyList } from './components/KeyList.tsx';
import { LiveRegion } from './components/LiveRegion.tsx';
import { hideKeys } from './components/modal.ts';
import { Part, WholeWindow } from './components/Part.tsx';
import { QuestionDialog } from './components/QuestionDialog.tsx';
import { Rail } from './components/Rail.tsx';
import { Strip } from './components/Strip.tsx';
import { useShortcuts } from './components/use-shortcuts.ts';
import { useFirstRun } from './stores/first-run.ts';
import { useCounts, useIdentity, useSettings } from './stores/mirrors.ts';
import { useQuestion } from './stores/question.ts';
import { type Place, useView } from './stores/view.ts';
import { isForPassword } from './text/keyring-text.ts';
import { Compose } from './views/compose/Compose.tsx';
import { Inbox } from './views/inbox/Inbox.tsx';
import { Notifications } from './views/notifications/Notifications.tsx';
import { People } from './views/people/People.tsx';
import { Certificates } from './views/registrar/Certificates.tsx';
import { Invite } from './views/registrar/Invite.tsx';
import { Organisation } from './views/registrar/Organisation.tsx';
import { Requests } from './views/registrar/Requests.tsx';
import { Sent } from './views/sent/Sent.tsx';
import { Settings } from './views/settings/Settings.tsx';
import { KeyringMissing } from './views/setup/KeyringMissing.tsx';
import { PasswordAtStart } from './views/setup/PasswordAtStart.tsx';
import { Ready } from './views/setup/Ready.tsx';
import { Setup } from './views/setup/Setup.tsx';

/** Set-up first; then places. */
export const App = () => (
  <WholeWindow>
    <Screen />
  </WholeWindow>
);

function Screen() {
  const status = useIdentity((state) => state.status);
  const nothingYet = useCounts(({ counts }) => !counts || counts.sent + counts.received === 0);
  const { offered, later } = useFirstRun();
  const inInbox = useView(({ place }) => place === 'inbox');
  useAppearance();
  if (!status) return null;
  if (status.kind === 'not-set-up') return <Setup status={status} />;
  if (status.kind === 'keychain-unavailable') {
    if (isForPassword(status.why) && !later)
      return <PasswordAtStart wrong={status.why === 'wrong-password'} readable={!nothingYet} />;
    // With a history the app stays readable; the strip asks for the keyring.
    if (nothingYet) return <KeyringMissing locked={status} />;
  }
  if (status.kind === 'ready' && offered && inInbox) return <Ready />;
  return <Frame />;
}

function Frame() {
  const place = useView((view) => view.place);
  useShortcuts();
  return (
    <>
      <div className="app">
        <div className="strips">
          <FaultStrip />
          <Part name="strip" frame={inStrip}>
            <Strip />
          </Part>
        </div>
        <Part name="rail" frame={inRail}>
          <Rail />
        </Part>
        <Part key={place} name={place} frame={inView}>
          {viewOf(place)}
        </Part>
      </div>
      <Part name="drop" frame={overWindow}>
        <DropTarget />
      </Part>
      <Part name="question" frame={overWindow} onFault={() => useQuestion.getState().asked?.answer(false)}>
        <QuestionDialog />
      </Part>
      <Part name="keys" frame={overWindow} onFault={hideKeys}>
        <KeyList />
      </Part>
      <Part name="spoken" frame={overWindow}>
        <LiveRegion />
      </Part>
    </>
  );
}

const inStrip = (said: ReactNode): ReactNode => <div className="part-said">{said}</div>;
const inRail = (said: ReactNode): ReactNode => (
  <aside className="rail part-said" aria-label="Sealpost" data-pane="rail">
    {said}
  </aside>
);
const inView = (said: ReactNode): ReactNode => (
  <main className="one">
    <section className="one-pane part-said" aria-label="A part that stopped" data-pane="list" tabIndex={-1}>
      {said}
    </section>
  </main>
);
const overWindow = (said: ReactNode): ReactNode => <div className="part-said over-window">{said}</div>;

function viewOf(place: Place) {
  switch (place) {
    case 'inbox':
      return <Inbox />;
    case 'sent':
      return <Sent />;
    case 'people':
      return <People />;
    case 'settings':
      return <Settings />;
    case 'compose':
      return <Compose />;
    case 'notifications':
      return <Notifications />;
    case 'requests':
      return <Requests />;
    case 'certificates':
      return <Certificates />;
    case 'organisation':
      return <Organisation />;
    case 'invite':
      return <Invite />;
    default:
      return assertNever(place);
  }
}

/** The tokens pick their side from these two. */
function useAppearance(): void {
  const theme = useSettings(({ settings }) => settings?.theme ?? 'system');
  const density = useSettings(({ settings }) => settings?.density ?? 'comfortable');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.documentElement.dataset.density = density;
  }, [theme, density]);
}
