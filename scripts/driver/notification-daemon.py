"""A desktop notification daemon for sessions that have none: prints each notification as a JSON
line and takes clicks on standard input, such as {"do": "action", "id": 1, "key": "default"}."""

import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

INTERFACE = "org.freedesktop.Notifications"
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)


def tell(**fields):
    print(json.dumps(fields), flush=True)


class Daemon(dbus.service.Object):
    last = 0

    @dbus.service.method(INTERFACE, "susssasa{sv}i", "u")
    def Notify(self, app, replaces, icon, summary, body, actions, hints, timeout):
        self.last = int(replaces) or self.last + 1
        tell(event="notify", id=self.last, app=str(app), title=str(summary), body=str(body))
        return dbus.UInt32(self.last)

    @dbus.service.method(INTERFACE, "u", "")
    def CloseNotification(self, number):
        self.NotificationClosed(number, 3)

    @dbus.service.method(INTERFACE, "", "as")
    def GetCapabilities(self):
        return ["body", "actions", "body-markup", "persistence"]

    @dbus.service.method(INTERFACE, "", "ssss")
    def GetServerInformation(self):
        return ("sealpost-session", "sealpost", "1", "1.2")

    @dbus.service.signal(INTERFACE, "us")
    def ActionInvoked(self, number, key):
        pass

    @dbus.service.signal(INTERFACE, "uu")
    def NotificationClosed(self, number, reason):
        pass


bus = dbus.SessionBus()
name = dbus.service.BusName(INTERFACE, bus)
daemon = Daemon(bus, "/org/freedesktop/Notifications")
loop = GLib.MainLoop()


def command(stream, _condition):
    line = stream.readline()
    if not line:
        loop.quit()
        return False
    order = json.loads(line)
    if order["do"] == "action":
        daemon.ActionInvoked(dbus.UInt32(order["id"]), order["key"])
    return True


GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, command)
tell(event="ready")
loop.run()
