import { Bell, FolderOpen, Info, type LucideIcon, Palette, Plug, UserRound } from 'lucide-react';
import { Part } from '../../components/Part.tsx';
import { openSettings, type SettingsSection, useView } from '../../stores/view.ts';
import { BackButton, useFocusWhenAlone } from '../details/Details.tsx';
import { About } from './About.tsx';
import { Appearance } from './Appearance.tsx';
import { Connection } from './Connection.tsx';
import { Files } from './Files.tsx';
import { Identity } from './Identity.tsx';
import { Notifying } from './Notifying.tsx';

type Section = {
  readonly name: SettingsSection;
  readonly label: string;
  readonly Icon: LucideIcon;
  readonly Content: () => React.ReactNode;
};

const sections: readonly Section[] = [
  { name: 'identity', label: 'Identity', Icon: UserRound, Content: Identity },
  { name: 'connection', label: 'Connection', Icon: Plug, Content: Connection },
  { name: 'notifications', label: 'Notifications', Icon: Bell, Content: Notifying },
  { name: 'files', label: 'Files', Icon: FolderOpen, Content: Files },
  { name: 'appearance', label: 'Appearance', Icon: Palette, Content: Appearance },
  { name: 'about', label: 'About', Icon: Info, Content: About },
];

export function Settings() {
  const chosen = useView((view) => view.section);
  const shown = chosen ?? 'identity';
  const section = sections.find(({ name }) => name === shown);
  return (
    <main className={chosen === null ? 'set' : 'set open'}>
      <section className="list" aria-label="Settings" data-pane="list">
        <div className="bar">
          <h2>Settings</h2>
        </div>
        <nav className="setnav" aria-label="Settings sections">
          {sections.map(({ name, label, Icon }) => (
            <button
              key={name}
              type="button"
              aria-current={name === shown ? 'page' : undefined}
              onClick={() => openSettings(name)}
            >
              <Icon className="i" aria-hidden="true" />
              {label}
            </button>
          ))}
        </nav>
      </section>
      {section && <Pane key={section.name} section={section} />}
    </main>
  );
}

function Pane({ section: { name, label, Content } }: { readonly section: Section }) {
  const pane = useFocusWhenAlone();
  return (
    <section
      ref={pane}
      className="detail"
      aria-labelledby={`section-${name}`}
      data-pane="detail"
      tabIndex={-1}
    >
      <header>
        <div className="title">
          <BackButton label="Settings" onBack={() => openSettings(null)} />
          <h2 className="grow" id={`section-${name}`}>
            {label}
          </h2>
        </div>
      </header>
      <div className="panel">
        <Part name={`settings ${name}`}>
          <Content />
        </Part>
      </div>
    </section>
  );
}
