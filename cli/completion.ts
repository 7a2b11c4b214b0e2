import { type Command, Argument } from "commander";
import type { Io } from "./io";

/** What the shell offers after `rollout <verb>`. */
interface Verb {
  readonly name: string;
  readonly description: string;
  /** Subcommands and flags. */
  readonly words: readonly string[];
}

function verbsOf(program: Command): Verb[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    words: [
      ...command.commands.map((child) => child.name()),
      ...command.options.flatMap(({ long }) => long ?? []),
      "--help",
    ],
  }));
}

// The names of stacks are those of the files in the folder at the time of typing.
const STACKS = "ls Pulumi.*.yaml 2>/dev/null | sed 's/^Pulumi\\.//; s/\\.yaml$//'";

function bash(verbs: readonly Verb[]): string {
  const cases = verbs.map(({ name, words }) => `    ${name}) words="${words.join(" ")}" ;;`);
  return `_rollout() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${verbs.map(({ name }) => name).join(" ")}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words $(${STACKS})" -- "$current"))
}
complete -F _rollout rollout`;
}

function fish(verbs: readonly Verb[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  return verbs
    .flatMap(({ name, description, words }) => [
      `complete -c rollout -n __fish_use_subcommand -f -a ${name} -d ${quoted(description)}`,
      `complete -c rollout -n '__fish_seen_subcommand_from ${name}' -f -a '${words.join(" ")} (${STACKS.replaceAll("'", "\\'")})'`,
    ])
    .join("\n");
}

const SHELLS = {
  bash,
  zsh: (verbs: readonly Verb[]) => `autoload -U +X bashcompinit && bashcompinit\n${bash(verbs)}`,
  fish,
} as const;

function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}

const HELP = `
Examples:
  $ eval "$(rollout completion bash)"
  $ rollout completion fish > ~/.config/fish/completions/rollout.fish`;

/** Adds `rollout completion <shell>` to the program whose verbs it completes. */
export function addCompletion(program: Command, io: Io): void {
  program
    .command("completion")
    .description("print a script that completes verbs, flags and stacks in a shell")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SHELLS)))
    .addHelpText("after", HELP)
    .exitOverride()
    .action((shell: string) => {
      if (isShell(shell)) io.result(SHELLS[shell](verbsOf(program)));
    });
}
