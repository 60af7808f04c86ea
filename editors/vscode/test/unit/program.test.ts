import { describe, expect, it } from "vitest";

import { finish, locate, NoProgram } from "../../src/core/program";

describe("the program", () => {
  const only = (...paths: string[]) => (path: string): boolean => paths.includes(path);
  const sources = { configured: undefined, bundled: "/ext/server/orchc", searchPath: "bin:/usr/bin:/opt/bin" };

  it("is the configured one, else the bundled one, else the search path's", () => {
    expect(locate({ ...sources, configured: "/my/orchc" }, only("/my/orchc", "/ext/server/orchc"))).toBe("/my/orchc");
    expect(locate(sources, only("/opt/bin/orchc", "/ext/server/orchc"))).toBe("/ext/server/orchc");
    expect(locate(sources, only("/opt/bin/orchc"))).toBe("/opt/bin/orchc");
  });

  it("is never taken from a relative folder of the search path", () => {
    expect(() => locate(sources, only("bin/orchc"))).toThrow(NoProgram);
  });

  it("is missed with what to do", () => {
    expect(() => locate({ ...sources, configured: "/my/orchc" }, only("/ext/server/orchc"))).toThrow(/\/my\/orchc.*orchestra\.path/u);
    expect(() => locate(sources, only())).toThrow(/orchestra\.path/u);
  });

  it("gets its arguments as they are, whatever a shell would make of them", async () => {
    const args = ["-e", "process.stdout.write(JSON.stringify(process.argv.slice(1)))", "$HOME", "a b; c"];
    const finished = await finish(process.execPath, args, "/");
    expect([finished.code, finished.stdout]).toEqual([0, '["$HOME","a b; c"]']);
  });

  it("reads its input and tells its exit code", async () => {
    const script = "process.stdin.on('data', (d) => process.stdout.write(String(d).toUpperCase())).on('end', () => { process.exitCode = 3; })";
    const finished = await finish(process.execPath, ["-e", script], "/", { input: "text" });
    expect([finished.code, finished.stdout]).toEqual([3, "TEXT"]);
  });
});
