import { api } from '../../api.ts';
import { useSettings } from '../../stores/mirrors.ts';
import { Switch } from './Fields.tsx';

export function Notifying() {
  const settings = useSettings((state) => state.settings);
  if (!settings) return null;
  return (
    <div className="switches">
      <Switch
        label="Show notifications"
        hint="For documents received, delivered, refused, and those that could not be sent."
        on={settings.notifications}
        onChange={(notifications) => void api.call('settings.set', { notifications })}
      />
      <Switch
        label="Hide names and documents"
        hint="Notifications then read “New document”, so that nobody learns more from your screen."
        on={settings.hideNamesInNotifications}
        onChange={(hideNamesInNotifications) => void api.call('settings.set', { hideNamesInNotifications })}
      />
    </div>
  );
}
