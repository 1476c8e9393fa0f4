"""How is such a study done in a notebook?

    python benchmarks/notebook_way.py customers.csv FOLDER [--no-pairs]

The published study's steps with pandas, seaborn and scikit-learn: read, histograms, correlation
heatmap, elbow over k = 1…10, standard scaling and k-means at k = 4, means per cluster, pair plot
coloured by cluster with densities on the diagonal, write. As such notebooks are written: nothing
tuned, nothing slowed down. Runs in an environment of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

FEATURES = ["Customer_Age", "Annual_Income", "Credit_Score", "Loan_Amount", "Investment"]


def main(source: Path, folder: Path, *, pairs: bool) -> None:
    """Do the study once."""
    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    table = pd.read_csv(source)
    print(table.describe())

    table[FEATURES].hist(bins=30, figsize=(12, 8))
    _save(folder / "histograms.png")
    plt.figure(figsize=(8, 6))
    sns.heatmap(table[FEATURES].corr(), annot=True, cmap="coolwarm")
    _save(folder / "heatmap.png")

    scaled = StandardScaler().fit_transform(table[FEATURES])
    inertias = [KMeans(n_clusters=k, random_state=42).fit(scaled).inertia_ for k in range(1, 11)]
    plt.figure(figsize=(8, 5))
    plt.plot(range(1, 11), inertias, marker="o")
    _save(folder / "elbow.png")

    table["Cluster"] = KMeans(n_clusters=4, random_state=42).fit_predict(scaled)
    print(table.groupby("Cluster")[FEATURES].mean())
    if pairs:
        sns.pairplot(table, vars=FEATURES, hue="Cluster", palette="viridis")
        _save(folder / "pairs.png")
    table.to_csv(folder / "segmented.csv", index=False)


def _save(path: Path) -> None:
    plt.tight_layout()
    plt.savefig(path)
    plt.close("all")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), pairs="--no-pairs" not in sys.argv)
