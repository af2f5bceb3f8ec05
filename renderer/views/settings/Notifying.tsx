import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { useSettings } from '../../stores/mirrors.ts';
import { Switch } from './Fields.tsx';
import { useChange } from './use-change.ts';

export function Notifying() {
  const settings = useSettings((state) => state.settings);
  const { failure, change } = useChange();
  if (!settings) return null;
  return (
    <div className="switches">
      <Switch
        label="Show notifications"
        hint="For documents received, delivered, refused, and those that could not be sent."
        on={settings.notifications}
        onChange={(notifications) => change(api.call('settings.set', { notifications }))}
      />
      <Switch
        label="Hide names and documents"
        hint="Notifications then read “New document”, so that nobody learns more from your screen."
        on={settings.hideNamesInNotifications}
        onChange={(hideNamesInNotifications) =>
          change(api.call('settings.set', { hideNamesInNotifications }))
        }
      />
      {failure && <Cause failure={failure} />}
    </div>
  );
}
