import assert from "node:assert/strict";
import { IpRestriction, type IpRestrictionArgs } from "../../components/ip-restriction";
import { identity } from "../support/arguments";
import { declare, find } from "../support/declare";

const declared = (lists: Partial<IpRestrictionArgs>) =>
  declare(() => new IpRestriction("ip-restriction", { identity, namespace: "outsrc-dev", status: 403, ...lists }));

/** [what is given, the arguments, Kong's settings] */
const settings: [string, Partial<IpRestrictionArgs>, object][] = [
  ["an allow list", { allow: ["203.0.113.0/24"] }, { allow: ["203.0.113.0/24"], status: 403 }],
  ["a deny list", { deny: ["0.0.0.0/0", "::/0"] }, { deny: ["0.0.0.0/0", "::/0"], status: 403 }],
  [
    "both lists, a status and a message",
    { allow: ["::1/128"], deny: ["10.0.0.0/8"], status: 404, message: "not from here" },
    { allow: ["::1/128"], deny: ["10.0.0.0/8"], status: 404, message: "not from here" },
  ],
];

/** [what is refused, the arguments] */
const refusals: [string, Partial<IpRestrictionArgs>][] = [
  ["no list", {}],
  ["an empty allow list", { allow: [] }],
  ["an empty deny list", { deny: [] }],
  ["an empty allow list beside a deny list", { allow: [], deny: ["10.0.0.0/8"] }],
  ["an empty deny list beside an allow list", { allow: ["10.0.0.0/8"], deny: [] }],
];

describe("IpRestriction", () => {
  for (const [what, args, config] of settings)
    it(`hands ${what} to Kong, and nothing else`, async () => {
      const registrations = await declared(args);
      const object = registrations.at(-1);
      assert.equal(object?.inputs["plugin"], "ip-restriction");
      assert.deepEqual(object.inputs["config"], config);
    });

  it("declares a KongPlugin below outsrc:index:IpRestriction", async () => {
    const registrations = await declared({ allow: ["203.0.113.0/24"] });
    assert.deepEqual(
      registrations.map(({ type, name }) => [type, name]),
      [
        ["outsrc:index:IpRestriction", "ip-restriction"],
        ["outsrc:index:KongPlugin", "ip-restriction"],
        ["kubernetes:configuration.konghq.com/v1:KongPlugin", "ip-restriction"],
      ],
    );
    assert.equal(registrations[1]?.parent, "pulumi:pulumi:Stack$outsrc:index:IpRestriction::ip-restriction");
    assert.equal(registrations[2]?.parent, "outsrc:index:IpRestriction$outsrc:index:KongPlugin::ip-restriction");
    assert.deepEqual(find(registrations, "IpRestriction").outputs, { pluginName: "ip-restriction" });
  });

  for (const [what, args] of refusals)
    it(`rejects ${what}, which Kong takes for everyone (TRAP 4)`, async () => {
      await assert.rejects(declared(args), {
        message: "an ip restriction with an empty list admits everyone; leave the component out instead",
      });
    });
});
