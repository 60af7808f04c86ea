//! Passes of the compiler over packages of several sizes.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use orchestra_tests_bench::{Language, Shape, Workspace, package};

const SIZES: [usize; 3] = [1_000, 20_000, 40_000];

fn lines(package: &[(String, String)]) -> u64 {
    package.iter().map(|(_, text)| text.lines().count() as u64).sum()
}

fn parse(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for size in SIZES {
        let package = package(size, Shape::ManyFiles, Language::Orch);
        group.throughput(Throughput::Elements(lines(&package)));
        group.bench_with_input(BenchmarkId::from_parameter(size), &package, |bencher, package| {
            bencher.iter(|| {
                for (_, text) in package {
                    black_box(orchestra_syntax::parse(text));
                }
            });
        });
    }
    group.finish();
}

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    for size in SIZES {
        let package = package(size, Shape::ManyFiles, Language::Orch);
        group.throughput(Throughput::Elements(lines(&package)));
        group.bench_with_input(BenchmarkId::from_parameter(size), &package, |bencher, package| {
            bencher.iter_batched(
                || Workspace::open(package),
                |workspace| {
                    assert_eq!(workspace.check(), 0, "the generated package is sound");
                    workspace
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn edit(criterion: &mut Criterion) {
    let package = package(20_000, Shape::ManyFiles, Language::Orch);
    let mut workspace = Workspace::open(&package);
    assert_eq!(workspace.check(), 0, "the generated package is sound");
    let (file, text) = (workspace.files[50], &package[50].1);
    let mut round = 0_u64;
    criterion.bench_function("check again after an edit in one of 100 files", |bencher| {
        bencher.iter(|| {
            round += 1;
            let edited = text.replacen("limit: 20", &format!("limit: {}", round % 90 + 1), 1);
            file.edit(&mut workspace.db, edited.into());
            workspace.check()
        });
    });
}

criterion_group!(benches, parse, check, edit);
criterion_main!(benches);
