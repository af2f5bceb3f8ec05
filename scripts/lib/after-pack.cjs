// What the runtime's own folder carries beside the app has no place in a package.
const { rmSync } = require('node:fs');
const { join } = require('node:path');

exports.default = async ({ appOutDir }) => {
  rmSync(join(appOutDir, 'resources', 'default_app.asar'), { force: true });
  rmSync(join(appOutDir, 'version'), { force: true });
};
