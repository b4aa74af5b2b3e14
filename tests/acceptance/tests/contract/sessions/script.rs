//! The text of a session: `$ command` lines, each followed by what it prints.

/// A command and what it is expected to print.
pub(super) struct Step<'s> {
    pub(super) command: &'s str,
    /// The lines between `<<EOF` and `EOF`.
    pub(super) input: Option<String>,
    pub(super) expected: Vec<&'s str>,
}

/// The steps of a session. What stands before the first command is a comment.
pub(super) fn steps(session: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut lines = session.lines().filter(|line| !line.is_empty());
    while let Some(line) = lines.next() {
        if let Some(command) = line.strip_prefix("$ ") {
            let (command, input) = match command.strip_suffix(" <<EOF") {
                Some(command) => (command, Some(lines.by_ref().take_while(|line| *line != "EOF").collect::<Vec<_>>())),
                None => (command, None),
            };
            let input = input.map(|lines| lines.join("\n"));
            steps.push(Step { command, input, expected: Vec::new() });
        } else if let Some(step) = steps.last_mut() {
            step.expected.push(line);
        }
    }
    steps
}

/// The words of a command; single quotes keep spaces and double quotes.
pub(super) fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for (number, part) in command.split('\'').enumerate() {
        if number % 2 == 1 {
            word.push_str(part);
            continue;
        }
        for char in part.chars() {
            match char {
                ' ' if word.is_empty() => {}
                ' ' => words.push(std::mem::take(&mut word)),
                _ => word.push(char),
            }
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}
