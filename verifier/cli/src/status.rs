use juma_cli::{
    exit::Exit,
    failure::Failure,
    output::{Output, Paint},
};
use juma_format::{time::UnixTime, trust::StatusList};
use juma_keys::OpenedBundle;
use juma_report::Age;
use juma_verifier::{Freshness, State, TrustAges};
use serde_json::{Value, json};

use crate::{args::StatusArgs, clock, ends, state_dir::StateDir, words};

pub(crate) fn run(args: &StatusArgs) -> Result<Exit, Failure> {
    match show(args) {
        Err(failure) if args.state.json => {
            let (state, error) = (args.state.state.to_string_lossy(), failure.to_string());
            Output::stdout().json(&json!({"state": state, "error": error}))?;
            Ok(Exit::Failed)
        }
        shown => shown,
    }
}

fn show(args: &StatusArgs) -> Result<Exit, Failure> {
    let state = StateDir::new(&args.state.state).load_for(&args.state)?;
    let now = args.state.at.unwrap_or_else(juma_cli::clock::now);
    let mut output = Output::stdout();
    let (Some(bundle), Some(ages)) = (state.bundle(), state.ages(now)) else {
        return Err(Failure::new("no trust data").at(&args.state.state));
    };
    let view = View {
        state: &state,
        bundle,
        ages,
        now,
    };
    if args.state.json {
        output.json(&view.json())?;
    } else {
        view.print(&mut output)?;
    }
    Ok(if view.is_stale() || view.is_behind() {
        Exit::Undecided
    } else {
        Exit::Done
    })
}

/// What is shown of a state.
struct View<'a> {
    state: &'a State,
    bundle: &'a OpenedBundle,
    ages: TrustAges,
    now: UnixTime,
}

impl View<'_> {
    fn is_stale(&self) -> bool {
        self.ages.freshness == Freshness::Ended
    }

    fn is_behind(&self) -> bool {
        self.state.mistrusts_clock(self.now)
    }

    /// The moment to which ages are counted: no earlier than the clock's floor.
    fn at(&self) -> UnixTime {
        self.state.counted_to(self.now)
    }

    fn json(&self) -> Value {
        let mut statuses: Vec<&StatusList> = self.bundle.status_lists.iter().collect();
        statuses.sort_by_key(|status| status.times().expires);
        let statuses = statuses.into_iter().map(|status| {
            let (name, times) = (status.name(), status.times());
            json!({
                "namespace": name.namespace(), "number": name.number(),
                "seconds": self.at().since(times.issued), "expires": times.expires.to_string(),
                "freshness": self.freshness(times.expires).name(),
            })
        });
        let mut members = juma_report::trust(self.state, self.now);
        members.insert("status".to_owned(), statuses.collect());
        let ends = ends::keys_json(self.bundle);
        members.insert("key_ends".to_owned(), ends.into());
        Value::Object(members)
    }

    fn print(&self, output: &mut Output) -> Result<(), Failure> {
        let bundle = self.bundle;
        let environment = self.state.environment();
        output.line(format_args!("环境 / environment      {environment}"))?;
        let root = bundle.root.document();
        output.line(format_args!(
            "根 / root               {}, {} of {} keys, {}",
            root.number(),
            root.threshold(),
            root.keys().len(),
            self.until(root.expires())
        ))?;
        let list = bundle.list.list();
        output.line(format_args!(
            "信任列表 / trust list   version {}, {} keys, {}, {}",
            list.version(),
            list.entries().len(),
            Age(self.ages.list),
            self.until(list.expires())
        ))?;
        let manifest = &bundle.manifest;
        output.line(format_args!(
            "数据包 / bundle         {} of epoch {}, {}, {}",
            manifest.sequence,
            manifest.epoch,
            Age(self.ages.bundle),
            self.until(manifest.expires)
        ))?;
        self.print_statuses(output)?;
        for line in ends::lines(bundle, self.at()) {
            output.line(format_args!("  {line}"))?;
        }
        output.line(format_args!(
            "时间下限 / clock floor  {}",
            self.state.floors().clock
        ))?;
        if self.is_stale() {
            let line =
                "信任数据已过期，请导入最新数据 / the trust data has ended: import the newest";
            output.line(output.paint(Paint::Amber, line))?;
        }
        if let Some(line) = clock::mistrust(self.state, self.now) {
            output.line(output.paint(Paint::Amber, line))?;
        }
        Ok(())
    }

    /// One line for all of them: how many, the oldest, and the first that ends.
    fn print_statuses(&self, output: &mut Output) -> Result<(), Failure> {
        let lists = &self.bundle.status_lists;
        let oldest = lists.iter().map(|list| list.times().issued).min();
        let first = lists.iter().map(|list| list.times().expires).min();
        let (Some(oldest), Some(first)) = (oldest, first) else {
            return output.line("状态列表 / status lists none");
        };
        output.line(format_args!(
            "状态列表 / status lists {}, the oldest {}, the first {}",
            lists.len(),
            Age(self.at().since(oldest)),
            self.until(first)
        ))
    }

    /// When something ends, and whether it has.
    fn until(&self, expires: UnixTime) -> String {
        let (zh, en) = words::freshness(self.freshness(expires));
        format!("至 / until {expires} ({zh} / {en})")
    }

    /// By its own end alone: a venue may ask for more.
    fn freshness(&self, expires: UnixTime) -> Freshness {
        if expires <= self.at() {
            Freshness::Ended
        } else if self.is_behind() {
            Freshness::Unknown
        } else {
            Freshness::Fresh
        }
    }
}
